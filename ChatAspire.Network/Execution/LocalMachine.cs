using System.ComponentModel;
using System.Diagnostics;

namespace ChatAspire.Network.Execution;

/// <summary>Runs commands on this machine as child processes, without a shell in between.</summary>
/// <param name="name">The name of this machine in errors and reports.</param>
public sealed class LocalMachine(string name = LocalMachine.LocalName) : ICommandRunner
{
    /// <summary>The default name of this machine in errors and reports.</summary>
    public const string LocalName = "this machine";

    /// <summary>The name of this machine if it is itself a host of an inspection or walk (<c>--host local</c>).</summary>
    public const string LocalHost = "local";

    public string Name => name;

    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        await using var input = command.Input?.Open(); // fails before the command starts
        using var process = Start(command);
        using var output = new MemoryStream();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(command.Timeout);
        try
        {
            var copy = process.StandardOutput.BaseStream.CopyToAsync(output, deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await FeedAsync(process, input, deadline.Token);
            await copy;
            await error;
            await process.WaitForExitAsync(deadline.Token);
            // Without setsid(1), Ctrl-C ends the command as well; report that as a cancellation, not as the command's own exit.
            cancellation.ThrowIfCancellationRequested();
            return new CommandResult(
                Name,
                command,
                process.ExitCode,
                output.GetBuffer().AsMemory(0, (int)output.Length),
                await error,
                Stopwatch.GetElapsedTime(started));
        }
        catch (OperationCanceledException)
        {
            await TerminateAsync(process);
            cancellation.ThrowIfCancellationRequested();
            throw new CommandFailedException(Name, command, $"timeout after {command.Timeout.TotalSeconds:0.#} s");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Reports whether a program is on the PATH.</summary>
    public static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private Process Start(HostCommand command)
    {
        // Ctrl-C reaches every process in the terminal's foreground process group. setsid(1) moves the command out of that group, so that
        // this process decides when the command ends.
        string[] words = [command.Program, .. command.Arguments];
        if (IsOnPath(command.Program) && IsOnPath("setsid"))
        {
            words = ["setsid", .. words];
        }

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

    /// <summary>
    /// Sends SIGTERM to the command and its descendants, so that they can clean up, and SIGKILL to those still running after five seconds.
    /// </summary>
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
        process.Kill(entireProcessTree: true); // children started meanwhile
    }

    private static async Task FeedAsync(Process process, Stream? input, CancellationToken cancellation)
    {
        try
        {
            await using var stdin = process.StandardInput.BaseStream;
            if (input is not null)
            {
                await input.CopyToAsync(stdin, cancellation);
            }
        }
        catch (IOException)
        {
            // The program exited without reading all of its input; its exit code says whether that is a failure.
        }
    }
}
