using System.ComponentModel;
using System.Diagnostics;

namespace ChatAspire.Network.Execution;

/// <summary>This machine: commands are child processes, without a shell in between.</summary>
public sealed class LocalMachine : ICommandRunner
{
    /// <summary>The name shown for this machine.</summary>
    public const string LocalName = "this machine";

    public string Name => LocalName;

    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Start(command);
        using var output = new MemoryStream();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(command.Timeout);
        try
        {
            var copy = process.StandardOutput.BaseStream.CopyToAsync(output, deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await FeedAsync(process, command.Input, deadline.Token);
            await copy;
            await error;
            await process.WaitForExitAsync(deadline.Token);
            // Where there is no setsid, Ctrl-C has ended it too.
            cancellation.ThrowIfCancellationRequested();
            return new CommandResult(Name, command, process.ExitCode, output.GetBuffer().AsMemory(0, (int)output.Length), await error, Stopwatch.GetElapsedTime(started));
        }
        catch (OperationCanceledException)
        {
            await TerminateAsync(process);
            cancellation.ThrowIfCancellationRequested();
            throw new CommandFailedException(Name, command, $"no end within {command.Timeout.TotalSeconds:0.#} s");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whether a program is on the PATH.</summary>
    internal static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private Process Start(HostCommand command)
    {
        // A terminal's Ctrl-C is for us, who end a command when its time has come: so it gets a session of its own, where there is setsid(1).
        string[] words = IsOnPath(command.Program) && IsOnPath("setsid") ? ["setsid", command.Program, .. command.Arguments] : [command.Program, .. command.Arguments];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CommandFailedException(Name, command, e.Message, $"Is {command.Program} installed and on the PATH?");
        }
    }

    /// <summary>Asks the command and its children to end, so that they clean up after themselves, and ends those that do not within five seconds.</summary>
    private static async Task TerminateAsync(Process process)
    {
        const string End =
            """
            tree() { echo "$1"; for child in $(pgrep -P "$1"); do tree "$child"; done; }
            left=$(tree "$1")
            kill -TERM $left
            for _ in $(seq 50); do
                left=$(for pid in $left; do ! kill -0 "$pid" || echo "$pid"; done)
                [ -n "$left" ] || exit 0
                sleep 0.1
            done
            kill -KILL $left
            """;
        using var ending = Process.Start(new ProcessStartInfo("sh", ["-c", End, "sh", $"{process.Id}"]) { RedirectStandardError = true })!;
        await ending.StandardError.ReadToEndAsync();
        await ending.WaitForExitAsync();
        process.Kill(entireProcessTree: true); // whatever came since
    }

    private static async Task FeedAsync(Process process, CommandInput? input, CancellationToken cancellation)
    {
        try
        {
            await using var stdin = process.StandardInput.BaseStream;
            if (input is not null)
            {
                await using var content = input.Open();
                await content.CopyToAsync(stdin, cancellation);
            }
        }
        catch (IOException)
        {
            // The program ended without reading all of it; its exit code says whether that was right.
        }
    }
}
