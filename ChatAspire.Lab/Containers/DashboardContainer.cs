using System.Text.Json;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Containers;

/// <summary>Defines the container of the Aspire dashboard, which receives the traces, metrics and logs of all chat nodes.</summary>
public static class DashboardContainer
{
    /// <summary>The id of the user <c>app</c> in Microsoft's .NET images.</summary>
    internal const int User = 1654;

    private const string Config = "/etc/dashboard.json";

    internal static LabContainer Of(LabSpec spec, LabSecrets secrets) => new()
    {
        Name = spec.Dashboard.Name,
        Title = $"{spec.Dashboard.Name} at {spec.Dashboard.Address}",
        Why = "Telemetry reaches it across the overlay, with a key. Its page is bound to the host's loopback, and opened through a "
            + "tunnel, with a token.",
        Network = spec.Overlay.Network,
        Address = spec.Dashboard.Address,
        User = User,
        Secret = JsonSerializer.Serialize(DashboardConfig.Of(secrets), ContainerSecretsJson.Default.DashboardConfig),
        SecretPath = Config,
        Options = ["-e", $"ASPIRE_DASHBOARD_CONFIG_FILE_PATH={Config}", "-p",
            $"127.0.0.1:{DashboardSpec.PagePort}:{DashboardSpec.PagePort}"],
        Image = spec.Images.Dashboard,
    };

    internal static Step Answers(LabSpec spec) => Readiness.Step(
        spec.Dashboard.Name,
        [],
        "Telemetry sent before it listens is lost.",
        "curl -sf -o /dev/null --max-time 2 \"http://127.0.0.1:$1/login\"",
        $"{DashboardSpec.PagePort}");
}
