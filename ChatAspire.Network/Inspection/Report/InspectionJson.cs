using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatAspire.Network.Inspection.Report;

/// <summary>Renders the networks of hosts as JSON: the records, and for each device of a container its host end and bridge.</summary>
internal static class InspectionJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One document: <c>{"lab":…,"hosts":[…]}</c>.</summary>
    public static string Of(string lab, IReadOnlyList<HostNetwork> hosts) =>
        new JsonObject { ["lab"] = lab, ["hosts"] = new JsonArray([.. hosts.Select(Host)]) }.ToJsonString(Options);

    private static JsonNode Host(HostNetwork map)
    {
        var json = JsonSerializer.SerializeToNode(map, Options)!;
        foreach (var (container, node) in map.Containers.Zip(json["containers"]!.AsArray()).Where(pair => !map.IsHostNamespace(pair.First.Namespace)))
        {
            foreach (var (device, inside) in container.Devices.Zip(node!["namespace"]?["devices"]?.AsArray() ?? []))
            {
                if (map.HostEnd(device) is { } end)
                {
                    inside!["hostEnd"] = end.Name;
                    inside["bridge"] = map.BridgeOf(end)?.Name;
                }
            }
        }

        return json;
    }
}
