using System.Net;
using System.Net.Sockets;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Provisioner.Commands;

/// <summary>The dashboard is reachable on its host only; from here, through that host's SSH connection.</summary>
internal static class DashboardTunnel
{
    /// <summary>The page, at the port that the chat's links to traces name, or another where that is in use here.</summary>
    public static async Task<Tunnel> ToPageAsync(ConnectedLab lab, LabDirectory directory, CancellationToken cancellation)
    {
        var port = FreePort();
        if (port != DashboardSpec.PagePort)
        {
            await Console.Error.WriteLineAsync(
                $"Port {DashboardSpec.PagePort} of this machine is in use: the dashboard is at {port}, and the chat's `trace` links, which name {DashboardSpec.PagePort}, do not lead to it.\n"
                + $"  → Free the port (`ss -ltnp sport = :{DashboardSpec.PagePort}` shows who holds it), and run `dashboard` again.");
        }

        return await OpenSsh.TunnelAsync(directory, (SshHost)lab.DashboardHost.Host, DashboardSpec.PagePort, port, cancellation);
    }

    private static int FreePort()
    {
        try
        {
            return Listen(DashboardSpec.PagePort);
        }
        catch (SocketException)
        {
            return Listen(0);
        }
    }

    /// <summary>A port that was free just now.</summary>
    private static int Listen(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
