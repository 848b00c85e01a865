using System.Net;
using System.Net.Sockets;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Ssh;

/// <summary>The tunnel to the dashboard's page, which its host publishes on its loopback only.</summary>
internal static class DashboardTunnel
{
    /// <summary>Opens it at the port that the chat's trace links name, or at another if that one is in use.</summary>
    public static async Task<Tunnel> OpenAsync(ConnectedLab lab, LabDirectory directory, CancellationToken cancellation)
    {
        var port = FreePort();
        if (port != DashboardSpec.PagePort)
        {
            Terminal.WriteMessage(
                $"Port {DashboardSpec.PagePort} of this machine is in use, so the dashboard opens on port {port}. "
                + $"The trace links of the chat name port {DashboardSpec.PagePort} and do not lead to it.");
            Terminal.WriteMessage($"  → Free the port (`ss -ltnp sport = :{DashboardSpec.PagePort}` shows what uses it), and run `chatlab dashboard` again.");
        }

        return await Tunnel.OpenAsync(directory, lab.DashboardHost.Host, DashboardSpec.PagePort, port, cancellation);
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

    /// <returns>The port, which was free a moment ago.</returns>
    private static int Listen(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
