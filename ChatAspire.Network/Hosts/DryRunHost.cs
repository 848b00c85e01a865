using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Hosts;

/// <summary>Reports every command of a host, and runs only those that read; the others seem to succeed.</summary>
/// <param name="report">Receives each command before it would run.</param>
internal sealed class DryRunHost(ICommandRunner inner, Action<string, HostCommand> report) : ICommandRunner
{
    /// <summary>An empty tar file, two blocks of zeros: the captures of a walk that captured nothing.</summary>
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
