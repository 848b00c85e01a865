using ChatAspire.Lab.Access;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary>The SSH tunnel to the page of the lab's dashboard, whose host publishes it on loopback only.</summary>
internal static class DashboardTunnel
{
    /// <summary>Opens the tunnel on the local port that the chat's trace links name or, if that port is in use, on another.</summary>
    public static async Task<Tunnel> OpenAsync(ConnectedLab lab, LabDirectory directory, CancellationToken cancellation)
    {
        var port = TcpPort.FindFree(DashboardSpec.PagePort);
        if (port != DashboardSpec.PagePort)
        {
            Terminal.WriteMessage(
                $"Port {DashboardSpec.PagePort} of this machine is in use, so the dashboard opens on port {port}. "
                + $"The trace links of the chat name port {DashboardSpec.PagePort} and do not lead to it.");
            Terminal.WriteMessage(
                $"  → Free the port (`ss -ltnp sport = :{DashboardSpec.PagePort}` shows what uses it), and run `chatlab dashboard` again.");
        }

        return await Tunnel.OpenAsync(directory, lab.DashboardHost.Host, DashboardSpec.PagePort, port, cancellation);
    }
}
