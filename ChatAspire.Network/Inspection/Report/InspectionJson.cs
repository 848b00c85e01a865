using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChatAspire.Network.Inspection.Report;

/// <summary>A host's map as one line of JSON: the records as they are, and at each device of a container where its cable leads.</summary>
internal static class InspectionJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(HostNetwork map)
    {
        var json = JsonSerializer.SerializeToNode(map, Options)!;
        foreach (var (container, node) in map.Containers.Zip(json["containers"]!.AsArray()).Where(pair => !map.IsOwn(pair.First.Namespace)))
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

        return json.ToJsonString(Options);
    }
}
