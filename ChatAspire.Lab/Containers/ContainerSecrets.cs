using System.Text.Json.Serialization;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;

namespace ChatAspire.Lab.Containers;

/// <summary>
/// The chat's settings file with its secrets. The secrets are not in environment variables, because <c>docker inspect</c> shows these to
/// every user of the engine.
/// </summary>
internal sealed record ChatSecrets(
    ChatConnections ConnectionStrings, [property: JsonPropertyName("OTEL_EXPORTER_OTLP_HEADERS")] string OtlpHeaders)
{
    public static ChatSecrets Of(LabSpec spec, LabSecrets secrets) => new(
        new ChatConnections($"{spec.Redis.Address}:{spec.Redis.Port},password={secrets.RedisPassword}"),
            $"x-otlp-api-key={secrets.OtlpKey}");
}

internal sealed record ChatConnections([property: JsonPropertyName("redis")] string Redis);

/// <summary>The dashboard's configuration file, with its login token and API keys.</summary>
internal sealed record DashboardConfig(DashboardSettings Dashboard, DashboardLogging Logging)
{
    public static DashboardConfig Of(LabSecrets secrets) => new(
        new DashboardSettings(
            new FrontendAuthentication("BrowserToken", secrets.DashboardToken), new KeyAuthentication("ApiKey", secrets.OtlpKey),
                new KeyAuthentication("ApiKey", secrets.ApiKey)),
        // At the default log level the dashboard writes the login URL, including the token, to the container's log when it starts.
        new DashboardLogging(new Dictionary<string, string> { ["Aspire.Dashboard.DashboardWebApplication"] = "Warning" }));
}

internal sealed record DashboardSettings(FrontendAuthentication Frontend, KeyAuthentication Otlp, KeyAuthentication Api);

internal sealed record FrontendAuthentication(string AuthMode, string BrowserToken);

internal sealed record KeyAuthentication(string AuthMode, string PrimaryApiKey);

internal sealed record DashboardLogging(IReadOnlyDictionary<string, string> LogLevel);

[JsonSerializable(typeof(ChatSecrets))]
[JsonSerializable(typeof(DashboardConfig))]
internal sealed partial class ContainerSecretsJson : JsonSerializerContext;
