using System.ComponentModel;
using System.Diagnostics;

namespace ChatAspire.Provisioner.Remote;

/// <summary>This machine: commands are child processes, without a shell in between.</summary>
public sealed class LocalMachine : IHost
{
    /// <summary>The name shown for this machine.</summary>
    public const string LocalName = "this machine";

    public string Name => LocalName;

    public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellation)
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
            return new CommandResult(Name, command, process.ExitCode, output.GetBuffer().AsMemory(0, (int)output.Length), await error, Stopwatch.GetElapsedTime(started));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new CommandFailedException(Name, command, $"no end within {command.Timeout.TotalSeconds:0.#} s");
        }
    }

    /// <summary>The port is on this machine already.</summary>
    public Task<PortForward> ForwardLocalAsync(string address, int port, int localPort, CancellationToken cancellation) =>
        Task.FromResult(new PortForward(port, () => { }));

    /// <summary>The port is on this machine already.</summary>
    public Task<PortForward> ForwardRemoteAsync(int port, CancellationToken cancellation) =>
        Task.FromResult(new PortForward(port, () => { }));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Process Start(Command command)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments)
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
