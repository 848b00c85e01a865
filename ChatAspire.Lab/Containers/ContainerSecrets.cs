using System.Text.Json.Serialization;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;

namespace ChatAspire.Lab.Containers;

/// <summary>
/// The chat's settings file: a file and not environment variables, which <c>docker inspect</c> shows to everyone who may call
/// it.
/// </summary>
internal sealed record ChatSecrets(
    ChatConnections ConnectionStrings, [property: JsonPropertyName("OTEL_EXPORTER_OTLP_HEADERS")] string OtlpHeaders)
{
    public static ChatSecrets Of(LabSpec spec, LabSecrets secrets) => new(
        new ChatConnections($"{spec.Redis.Address}:{spec.Redis.Port},password={secrets.RedisPassword}"),
            $"x-otlp-api-key={secrets.OtlpKey}");
}

internal sealed record ChatConnections([property: JsonPropertyName("redis")] string Redis);

/// <summary>The dashboard's configuration file.</summary>
internal sealed record DashboardConfig(DashboardSettings Dashboard, DashboardLogging Logging)
{
    public static DashboardConfig Of(LabSecrets secrets) => new(
        new DashboardSettings(
            new FrontendAuthentication("BrowserToken", secrets.DashboardToken), new KeyAuthentication("ApiKey", secrets.OtlpKey),
                new KeyAuthentication("ApiKey", secrets.ApiKey)),
        // At its start the dashboard would write the login URL, with its token, into the container's log.
        new DashboardLogging(new Dictionary<string, string> { ["Aspire.Dashboard.DashboardWebApplication"] = "Warning" }));
}

internal sealed record DashboardSettings(FrontendAuthentication Frontend, KeyAuthentication Otlp, KeyAuthentication Api);

internal sealed record FrontendAuthentication(string AuthMode, string BrowserToken);

internal sealed record KeyAuthentication(string AuthMode, string PrimaryApiKey);

internal sealed record DashboardLogging(IReadOnlyDictionary<string, string> LogLevel);

[JsonSerializable(typeof(ChatSecrets))]
[JsonSerializable(typeof(DashboardConfig))]
internal sealed partial class ContainerSecretsJson : JsonSerializerContext;
