using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Telemetry;
using ChatAspire.Network.Execution;
using OpenTelemetry.Exporter;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>Sends a run's spans to the lab's dashboard, through its host's SSH connection.</summary>
internal static class DashboardUpload
{
    private static readonly TimeSpan FailedLimit = TimeSpan.FromSeconds(5);

    /// <summary>Puts the run's own spans into the lab's dashboard.</summary>
    public static async Task SendAsync(LabTelemetry telemetry, LabRun run, LabSpec spec, LabSecrets secrets, CancellationToken cancellation)
    {
        using var tunnel = await Host(run, spec).ForwardLocalAsync(spec.Dashboard.Address, DashboardSpec.OtlpPort, 0, cancellation);
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
        catch (UserErrorException e)
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

    public static ICommandRunner Host(LabRun run, LabSpec spec) => run.Hosts.Single(host => host.Name == spec.Dashboard.Host).Host;
}
