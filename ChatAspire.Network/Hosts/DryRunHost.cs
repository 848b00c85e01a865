using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Hosts;

/// <summary>
/// Reports every command for a host, and runs only those marked <see cref="HostCommand.OnlyReads"/>. Any other command is not run, and
/// its result has exit code 0; the result of a capture command is returned once the command's input ends.
/// </summary>
/// <param name="report">Receives the host's name and the command, before the command is run or skipped.</param>
internal sealed class DryRunHost(ICommandRunner inner, Action<string, HostCommand> report) : ICommandRunner
{
    /// <summary>An empty tar file, two 512-byte blocks of zeros: the result of a capture that captured nothing.</summary>
    private static readonly byte[] NoFiles = new byte[1024];

    public string Name => inner.Name;

    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation)
    {
        report(Name, command);
        if (command.OnlyReads)
        {
            return await inner.RunAsync(command, cancellation);
        }

        if (command.Input is not { IsEndSignal: true } input)
        {
            return new CommandResult(Name, command, 0, "1"u8.ToArray(), "", TimeSpan.Zero);
        }

        await using var hold = input.Open();
        await hold.CopyToAsync(Stream.Null, cancellation);
        return new CommandResult(Name, command, 0, NoFiles, "", TimeSpan.Zero);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
