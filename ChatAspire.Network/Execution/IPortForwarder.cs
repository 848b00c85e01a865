namespace ChatAspire.Network.Execution;

/// <summary>Forwards TCP ports between this machine and a host.</summary>
public interface IPortForwarder
{
    /// <summary>
    /// Opens a tunnel from this machine's loopback to a port that the host can reach, like <c>ssh -L</c>. Dispose the result to close it.
    /// </summary>
    /// <param name="address">The target as seen from the host: its own loopback, or a container's address.</param>
    /// <param name="port">The port at <paramref name="address"/>.</param>
    /// <param name="localPort">The port on this machine; 0 selects a free one.</param>
    /// <exception cref="HostUnreachableException">The host is unreachable, or the local port is in use.</exception>
    Task<PortForward> ForwardLocalAsync(string address, int port, int localPort, CancellationToken cancellation);

    /// <summary>
    /// Opens a tunnel from a free port on the host's loopback to this machine's loopback, like <c>ssh -R</c>. Dispose the result to close
    /// it.
    /// </summary>
    /// <param name="port">The port on this machine.</param>
    /// <exception cref="HostUnreachableException">The host is unreachable.</exception>
    Task<PortForward> ForwardRemoteAsync(int port, CancellationToken cancellation);
}
