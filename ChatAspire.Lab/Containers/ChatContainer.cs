using System.Text.Json;
using ChatAspire.Lab.Images;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Containers;

/// <summary>Defines the container of a chat node, and the step that waits until the node is healthy.</summary>
internal static class ChatContainer
{
    public static LabContainer Of(LabSpec spec, ChatSpec chat, ChatImage image, LabSecrets secrets) => new()
    {
        Name = chat.Name,
        Title = $"{chat.Name} at {chat.Address}, published on {chat.Publish}",
        Why = "A client of this host's port reads and writes the same rooms as on every other host, because all nodes use one Redis "
            + "across the overlay.",
        Network = spec.Overlay.Network,
        Address = chat.Address,
        User = DashboardContainer.User,
        Secret = JsonSerializer.Serialize(ChatSecrets.Of(spec, secrets), ContainerSecretsJson.Default.ChatSecrets),
        SecretPath = "/app/appsettings.Production.json",
        Options =
        [
            "-p", $"{chat.Publish}:{chat.Publish}",
            .. Environment(spec, chat).SelectMany(variable => new[] { "-e", $"{variable.Key}={variable.Value}" }),
        ],
        Image = spec.Images.Chat,
        ImageVersion = image.Version,
    };

    public static Step Answers(ChatSpec chat, RedisSpec redis) => Readiness.Step(
        chat.Name,
        [Readiness.Service(redis.Name)],
        "A healthy node has reached Redis; a node on another host reaches it through the tunnel.",
        "curl -sf -o /dev/null --max-time 2 \"http://$1:$2/health\"",
        chat.Address, $"{chat.Publish}");

    private static Dictionary<string, string> Environment(LabSpec spec, ChatSpec chat) => new()
    {
        ["ASPNETCORE_URLS"] = $"http://+:{chat.Publish}",
        ["Chat__Address"] = $"http://{chat.Address}:{chat.Publish}",
        ["Chat__DashboardUrl"] = $"http://localhost:{DashboardSpec.PagePort}",
        ["OTEL_SERVICE_NAME"] = chat.Name,
        ["OTEL_RESOURCE_ATTRIBUTES"] = $"host.name={chat.Host},service.instance.id={chat.Name}",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{spec.Dashboard.Address}:{DashboardSpec.OtlpPort}",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc",
        // Export intervals in milliseconds; short, so that the dashboard shows a message's trace soon after it was sent.
        ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "5000",
    };
}
