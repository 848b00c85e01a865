using System.Net;
using System.Net.Sockets;

namespace ChatAspire.Testing;

/// <summary>Finds TCP ports on 127.0.0.1 on which nothing listens.</summary>
public static class FreePort
{
    // The kernel may offer a port twice until it is bound; two fixtures of one run must not get the same.
    private static readonly HashSet<int> Given = [];

    /// <summary>Finds a port that no earlier call returned.</summary>
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
