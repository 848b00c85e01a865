using System.Net;
using System.Net.Sockets;
using ChatAspire.Provisioner.Containers;
using ChatAspire.Provisioner.Lab;
using ChatAspire.Provisioner.Remote;
using OpenTelemetry.Exporter;

namespace ChatAspire.Provisioner.Commands;

/// <summary>The dashboard is reachable on its host only; from here, through that host's SSH connection.</summary>
internal static class DashboardTunnel
{
    private static readonly TimeSpan FailedLimit = TimeSpan.FromSeconds(5);

    /// <summary>The page, at the port that the chat's links to traces name, or another where that is in use here.</summary>
    public static async Task<Tunnel> ToPageAsync(LabRun run, LabSpec spec, LabDirectory directory, CancellationToken cancellation)
    {
        var port = FreePort();
        if (port != DashboardContainer.PagePort)
        {
            await Console.Error.WriteLineAsync(
                $"Port {DashboardContainer.PagePort} of this machine is in use: the dashboard is at {port}, and the chat's `trace` links, which name {DashboardContainer.PagePort}, do not lead to it.\n"
                + $"  → Free the port (`ss -ltnp sport = :{DashboardContainer.PagePort}` shows who holds it), and run `dashboard` again.");
        }

        return await Shell.TunnelAsync(directory, (SshHost)Host(run, spec), DashboardContainer.PagePort, port, cancellation);
    }

    private static int FreePort()
    {
        try
        {
            return Listen(DashboardContainer.PagePort);
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

    /// <summary>The same of a run that failed, whose error waits for it: where the dashboard's host is reached, and not for long.</summary>
    public static async Task<bool> TrySendFailedAsync(LabTelemetry telemetry, LabRun run, LabSpec spec, LabSecrets secrets)
    {
        try
        {
            // The exporter flushes synchronously.
            await Task.Run(() => SendAsync(telemetry, run, spec, secrets, CancellationToken.None)).WaitAsync(FailedLimit);
            return true;
        }
        catch (Exception)
        {
            return false; // the run's own error is what its reader needs
        }
    }

    /// <summary>Where a reader finds a trace that was sent.</summary>
    public static string Where(string trace) => $"In the lab's dashboard: trace {trace} (`chatlab dashboard`, then /traces/detail/{trace})";

    private static IHost Host(LabRun run, LabSpec spec) => run.Hosts.Single(host => host.Name == spec.Dashboard.Host).Host;
}
