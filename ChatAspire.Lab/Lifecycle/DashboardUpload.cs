using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Telemetry;
using ChatAspire.Network.Execution;
using OpenTelemetry.Exporter;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>Sends a run's spans to the lab's dashboard, through a port forward to the dashboard's host.</summary>
internal static class DashboardUpload
{
    private static readonly TimeSpan FailedRunTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Sends the spans.</summary>
    /// <exception cref="UserErrorException">The dashboard cannot be reached.</exception>
    public static async Task SendAsync(LabTelemetry telemetry, ConnectedLab lab, CancellationToken cancellation)
    {
        using var tunnel = await lab.DashboardHost.Host.ForwardLocalAsync(lab.Spec.Dashboard.Address, DashboardSpec.OtlpPort, 0,
            cancellation);
        telemetry.SendTo(new Uri($"http://127.0.0.1:{tunnel.Port}"), OtlpExportProtocol.Grpc, $"x-otlp-api-key={lab.Secrets.OtlpKey}");
    }

    /// <summary>Tries to send the spans of a walk. Failure is not an error, because a walk also examines broken labs.</summary>
    /// <returns>The reason for a failure; null on success.</returns>
    public static async Task<string?> TrySendAsync(LabTelemetry telemetry, ConnectedLab lab, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(telemetry, lab, cancellation);
            return null;
        }
        catch (UserErrorException e)
        {
            return e.Message;
        }
    }

    /// <summary>Sends the spans of a failed run, but gives up after 5 s, so that the run's error is reported soon.</summary>
    /// <returns>True if the spans were sent.</returns>
    public static async Task<bool> TrySendFailedAsync(LabTelemetry telemetry, ConnectedLab lab)
    {
        try
        {
            // Runs on another thread, because the exporter flushes synchronously.
            await Task.Run(() => SendAsync(telemetry, lab, CancellationToken.None)).WaitAsync(FailedRunTimeout);
            return true;
        }
        catch (Exception)
        {
            return false; // The run's own error matters more.
        }
    }

    /// <summary>Formats a line for the user with the URL of a trace that was sent.</summary>
    /// <param name="trace">The trace id, in hexadecimal.</param>
    public static string Location(string trace) =>
        $"Trace: http://localhost:{DashboardSpec.PagePort}/traces/detail/{trace} (while `chatlab dashboard` runs)";
}
