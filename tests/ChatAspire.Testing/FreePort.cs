using System.Net;
using System.Net.Sockets;

namespace ChatAspire.Testing;

/// <summary>A TCP port on 127.0.0.1 that nothing listens on just now.</summary>
public static class FreePort
{
    // The kernel may hand the same port out twice while nobody has bound it; two fixtures of one run never get the same.
    private static readonly HashSet<int> Given = [];

    /// <summary>Finds a port.</summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                using var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                if (Given.Add(port))
                {
                    return port;
                }
            }
        }
    }
}
