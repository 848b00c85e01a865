using ChatAspire.Lab.Telemetry;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>The dashboard of the AppHost itself, as its launch profile configures it.</summary>
/// <param name="Receiver">The URL of the dashboard's OTLP receiver over gRPC; null if no fixed port is configured.</param>
/// <param name="Key">The API key that the receiver requires; null for none.</param>
/// <param name="Page">The URL of the dashboard's page; null if no fixed port is configured.</param>
internal sealed record OwnDashboard(Uri? Receiver, string? Key, Uri? Page)
{
    /// <summary>Reads the dashboard's URLs and key from the AppHost's configuration.</summary>
    public static OwnDashboard Of(IConfiguration configuration) => new(
        Address(configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"]),
        configuration["AppHost:OtlpApiKey"],
        Address(configuration["ASPNETCORE_URLS"]?.Split(';')[0]));

    /// <summary>Sends the spans of a run to the dashboard.</summary>
    /// <returns>The reason if no receiver is configured; null if the spans were sent.</returns>
    public string? TrySend(LabTelemetry telemetry)
    {
        if (Receiver is null)
        {
            return "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL is not set to a fixed port in the launch profile.";
        }

        telemetry.SendTo(Receiver, OtlpExportProtocol.Grpc, Key is null ? "" : $"x-otlp-api-key={Key}");
        return null;
    }

    /// <summary>Returns the URL of a trace by its id; null if the URL of the page is unknown.</summary>
    public Uri? TraceUrl(string trace) => Page is null ? null : new(Page, $"/traces/detail/{trace}");

    private static Uri? Address(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Port > 0 ? url : null;
}
