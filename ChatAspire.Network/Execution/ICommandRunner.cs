namespace ChatAspire.Network.Execution;

/// <summary>The one interface that runs commands: on this machine or on a host reached over SSH.</summary>
public interface ICommandRunner : IAsyncDisposable
{
    /// <summary>As in lab.json, or <see cref="LocalMachine.LocalName"/>.</summary>
    string Name { get; }

    /// <summary>Runs a command to its end, whatever its exit code. Any number may run at once.</summary>
    /// <exception cref="CommandFailedException">It did not end within <see cref="HostCommand.Timeout"/>, or could not be started; it was killed.</exception>
    /// <exception cref="HostUnreachableException">The host cannot be reached, or the connection was lost while the command ran.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the command was killed on the host too.</exception>
    Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation);

    /// <summary>Makes a port that the host can reach reachable from this machine's loopback. Dispose to close.</summary>
    /// <param name="address">As the host sees it: its own loopback, a container's address.</param>
    /// <param name="localPort">On this machine; 0 for any that is free.</param>
    /// <exception cref="HostUnreachableException">No connection, or the local port is in use.</exception>
    Task<PortForward> ForwardLocalAsync(string address, int port, int localPort, CancellationToken cancellation);

    /// <summary>Makes a port of this machine's loopback reachable on the host's loopback. Dispose to close.</summary>
    /// <param name="port">On this machine.</param>
    Task<PortForward> ForwardRemoteAsync(int port, CancellationToken cancellation);
}

/// <summary>A tunnel that stands until it is disposed.</summary>
/// <param name="Port">The loopback port to use: on this machine for a local forward, on the host for a remote one.</param>
public sealed record PortForward(int Port, Action Close) : IDisposable
{
    public void Dispose() => Close();
}

/// <summary>A host that does not answer, or answers with another identity than the pinned one.</summary>
public sealed class HostUnreachableException(string message, string? tryNext = null, Exception? inner = null)
    : UserErrorException(message, tryNext, inner)
{
    /// <summary>Somebody answers, with another key than the pinned one: waiting will not make it ours.</summary>
    public bool WrongKey { get; init; }
}
