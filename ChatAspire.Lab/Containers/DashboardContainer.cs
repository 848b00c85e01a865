using System.Text.Json;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Containers;

/// <summary>The Aspire dashboard: where traces, metrics and logs of all hosts meet.</summary>
public static class DashboardContainer
{
    /// <summary>The user of Microsoft's images.</summary>
    internal const int User = 1654;

    private const string Config = "/etc/dashboard.json";

    internal static LabContainer Of(LabSpec spec, LabSecrets secrets) => new()
    {
        Name = spec.Dashboard.Name,
        Title = $"{spec.Dashboard.Name} at {spec.Dashboard.Address}",
        Why = "Telemetry reaches it across the overlay, with a key. Its page is bound to the host's loopback: it is seen through a tunnel, with a token.",
        Network = spec.Overlay.Network,
        Address = spec.Dashboard.Address,
        User = User,
        Secret = JsonSerializer.Serialize(new
        {
            Dashboard = new
            {
                Frontend = new { AuthMode = "BrowserToken", BrowserToken = secrets.DashboardToken },
                Otlp = new { AuthMode = "ApiKey", PrimaryApiKey = secrets.OtlpKey },
                Api = new { AuthMode = "ApiKey", PrimaryApiKey = secrets.ApiKey },
            },
            // At its start it would write the login URL, token and all, into the container's log.
            Logging = new { LogLevel = new Dictionary<string, string> { ["Aspire.Dashboard.DashboardWebApplication"] = "Warning" } },
        }),
        SecretPath = Config,
        Options = ["-e", $"ASPIRE_DASHBOARD_CONFIG_FILE_PATH={Config}", "-p", $"127.0.0.1:{DashboardSpec.PagePort}:{DashboardSpec.PagePort}"],
        Image = spec.Images.Dashboard,
    };

    internal static Step Answers(LabSpec spec) => Ready.Step(
        spec.Dashboard.Name,
        "Telemetry that is sent before it listens is lost.",
        "curl -sf -o /dev/null --max-time 2 \"http://127.0.0.1:$1/login\"",
        $"{DashboardSpec.PagePort}");
}
