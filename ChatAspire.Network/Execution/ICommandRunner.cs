namespace ChatAspire.Network.Execution;

/// <summary>Runs commands: on this machine, in a container, or on a host over SSH.</summary>
public interface ICommandRunner : IAsyncDisposable
{
    /// <summary>The host's name in errors and reports; <see cref="LocalMachine.LocalName"/> for this machine.</summary>
    string Name { get; }

    /// <summary>Runs a command until it exits. Any exit code is a result, not an exception. Commands may run concurrently.</summary>
    /// <exception cref="CommandFailedException">
    /// The command could not be started, or was killed after <see cref="HostCommand.Timeout"/>.
    /// </exception>
    /// <exception cref="HostUnreachableException">The host is unreachable, or the connection was lost while the command ran.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled, after an attempt to end the command on the host.</exception>
    Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation);
}
