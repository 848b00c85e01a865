using ChatAspire.Provisioner.Containers;
using ChatAspire.Provisioner.Lab;
using ChatAspire.Provisioner.Remote;
using OpenTelemetry.Exporter;

namespace ChatAspire.Provisioner.Commands;

/// <summary>The dashboard is reachable on its host only; from here, through that host's SSH connection.</summary>
internal static class DashboardTunnel
{
    /// <summary>The page, at the port that the chat's links to traces name, or another where that is in use here.</summary>
    public static async Task<PortForward> ToPageAsync(LabRun run, LabSpec spec, CancellationToken cancellation)
    {
        var host = Host(run, spec);
        try
        {
            return await host.ForwardLocalAsync("127.0.0.1", DashboardContainer.PagePort, DashboardContainer.PagePort, cancellation);
        }
        catch (HostUnreachableException)
        {
            return await host.ForwardLocalAsync("127.0.0.1", DashboardContainer.PagePort, 0, cancellation);
        }
    }

    /// <summary>Puts the run's own spans into the lab's dashboard.</summary>
    public static async Task SendAsync(LabTelemetry telemetry, LabRun run, LabSpec spec, LabSecrets secrets, CancellationToken cancellation)
    {
        using var tunnel = await Host(run, spec).ForwardLocalAsync(spec.Dashboard.Address, DashboardContainer.OtlpPort, 0, cancellation);
        telemetry.SendTo(new Uri($"http://127.0.0.1:{tunnel.Port}"), OtlpExportProtocol.Grpc, $"x-otlp-api-key={secrets.OtlpKey}");
    }

    /// <summary>The same where the dashboard need not stand: a walk looks for what is broken.</summary>
    /// <returns>Why not; null where it went.</returns>
    public static async Task<string?> TrySendAsync(LabTelemetry telemetry, LabRun run, LabSpec spec, LabSecrets secrets, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(telemetry, run, spec, secrets, cancellation);
            return null;
        }
        catch (LabException e)
        {
            return e.Message;
        }
    }

    private static IHost Host(LabRun run, LabSpec spec) => run.Hosts.Single(host => host.Name == spec.Dashboard.Host).Host;
}
