namespace ChatAspire.Network.Execution;

/// <summary>Runs commands as root by sudo(8), which asks for no password.</summary>
internal sealed class SudoRunner(ICommandRunner inner) : ICommandRunner
{
    public string Name => inner.Name;

    /// <summary>Sudo's own timestamp, password prompt and log are the administrator's; <c>-n</c> fails instead of asking.</summary>
    public Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation) => inner.RunAsync(
        new HostCommand("sudo", ["-n", "--", command.Program, .. command.Arguments]) { Input = command.Input, Timeout = command.Timeout },
        cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
