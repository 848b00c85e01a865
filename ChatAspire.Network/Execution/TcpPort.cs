using System.Net;
using System.Net.Sockets;

namespace ChatAspire.Network.Execution;

/// <summary>Probes TCP ports as seen from this machine.</summary>
public static class TcpPort
{
    /// <summary>Reports whether a TCP connection to this address succeeds. Nothing is sent over it.</summary>
    /// <param name="host">An address, or a name to resolve.</param>
    /// <param name="limit">The time to wait for the connection.</param>
    public static async Task<bool> AcceptsAsync(string host, int port, TimeSpan limit, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(limit);
        try
        {
            await client.ConnectAsync(host, port, timeout.Token);
            return true;
        }
        catch (Exception e) when ((e is SocketException or OperationCanceledException) && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Reports whether a program could listen on this port of 127.0.0.1 now.</summary>
    public static bool IsFree(int port) => TryBind(port) is not null;

    /// <summary>Finds a free port of 127.0.0.1. The port is not reserved, so another program may take it.</summary>
    /// <param name="preferred">The port to return if it is free; 0 for any.</param>
    /// <exception cref="SocketException">No port is free.</exception>
    public static int FindFree(int preferred = 0) => TryBind(preferred) ?? Bind(0);

    private static int? TryBind(int port)
    {
        try
        {
            return Bind(port);
        }
        catch (SocketException)
        {
            return null; // in use, or reserved for root
        }
    }

    /// <summary>
    /// Binds a socket to a port of 127.0.0.1, closes it, and returns the port. The socket does not listen; otherwise programs that look for
    /// a port at the same time would find the port in use.
    /// </summary>
    /// <param name="port">0 for any free port.</param>
    private static int Bind(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
