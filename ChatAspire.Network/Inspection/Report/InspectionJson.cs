using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatAspire.Network.Inspection.Report;

/// <summary>
/// Renders the networks of hosts as JSON: each <see cref="HostNetwork"/>; for each device of a container, the host's end of its veth pair
/// (<c>hostEnd</c>) and the bridge to which that end is attached (<c>bridge</c>); and the namespaces of Swarm overlays (<c>overlays</c>).
/// </summary>
internal static class InspectionJson
{
    /// <summary>Renders one document: <c>{"lab":…,"hosts":[…]}</c>.</summary>
    /// <param name="lab">The lab's name; null for hosts that belong to no lab.</param>
    public static string Of(string? lab, IReadOnlyList<HostNetwork> hosts) =>
        new JsonObject { ["lab"] = lab, ["hosts"] = new JsonArray([.. hosts.Select(Host)]) }.ToJsonString(ReportJson.RelaxedOptions);

    private static JsonNode Host(HostNetwork map)
    {
        var json = JsonSerializer.SerializeToNode(map, ReportJson.Relaxed.HostNetwork)!;
        var containers = map.Containers.Zip(json["containers"]!.AsArray()).Where(pair => !map.IsHostNamespace(pair.First.Namespace));
        foreach (var (container, node) in containers)
        {
            foreach (var (device, inside) in container.Devices.Zip(node!["namespace"]?["devices"]?.AsArray() ?? []))
            {
                var outside = map.In(map.Around(device));
                if (outside.HostEnd(device) is { } end)
                {
                    inside!["hostEnd"] = end.Name;
                    inside["bridge"] = outside.BridgeOf(end)?.Name;
                }
            }
        }

        if (map.EngineNamespaces.Count > 0)
        {
            json["overlays"] = new JsonArray([.. map.EngineNamespaces.Select(engine => Overlay(map, engine))]);
        }

        return json;
    }

    /// <summary>Renders the devices and forwarding entries of a Swarm overlay in the same form as the host's own.</summary>
    private static JsonObject Overlay(HostNetwork map, EngineNamespace engine)
    {
        var inside = JsonSerializer.SerializeToNode(map.In(engine.Netns), ReportJson.Relaxed.HostNetwork)!;
        return new JsonObject
        {
            ["network"] = map.OverlayOf(engine.Netns)?.Name,
            ["file"] = engine.Netns.Name,
            ["namespace"] = inside["namespace"]!.DeepClone(),
            ["fdb"] = inside["fdb"]!.DeepClone(),
        };
    }
}
