namespace ChatAspire.Network.Execution;

/// <summary>Runs commands as root with sudo(8), for users who need no password for it.</summary>
internal sealed class SudoRunner(ICommandRunner inner) : ICommandRunner
{
    public string Name => inner.Name;

    /// <summary>
    /// Passes <c>-n</c>, so that sudo fails instead of asking for a password. The host's own settings for sudo's timestamp and log apply.
    /// </summary>
    public Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation) => inner.RunAsync(
        new HostCommand("sudo", ["-n", "--", command.Program, .. command.Arguments]) { Input = command.Input, Timeout = command.Timeout },
        cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
