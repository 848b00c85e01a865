namespace ChatAspire.Network.Execution;

/// <summary>Forwards TCP ports between this machine and a host.</summary>
public interface IPortForwarder
{
    /// <summary>Makes a port that the host can reach available on this machine's loopback. Dispose to close.</summary>
    /// <param name="address">As seen from the host: its own loopback, or a container's address.</param>
    /// <param name="port">The port at <paramref name="address"/>.</param>
    /// <param name="localPort">The port on this machine; 0 selects a free one.</param>
    /// <exception cref="HostUnreachableException">The host is unreachable, or the local port is in use.</exception>
    Task<PortForward> ForwardLocalAsync(string address, int port, int localPort, CancellationToken cancellation);

    /// <summary>Makes a port of this machine's loopback available on the host's loopback. Dispose to close.</summary>
    /// <param name="port">The port on this machine.</param>
    /// <exception cref="HostUnreachableException">The host is unreachable.</exception>
    Task<PortForward> ForwardRemoteAsync(int port, CancellationToken cancellation);
}
