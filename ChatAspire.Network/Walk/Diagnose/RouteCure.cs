using System.Net;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Formats the commands that repair the routes in the namespace of a capture point.</summary>
/// <param name="enter">The prefix of a command that runs in the namespace: "nsenter -t 123 -n "; empty for the host's own.</param>
internal sealed class RouteCure(Topology topology, CapturePoint point, string enter)
{
    /// <summary>Formats the command that removes the route to an address.</summary>
    /// <param name="device">The route's device; null for a blackhole route.</param>
    /// <returns>Null if the namespace's main table has no such route, or only a default route.</returns>
    public string? Removing(IPAddress address, string? device)
    {
        // The kernel reports lo as the device of an IPv6 blackhole.
        return (topology.NamespaceAt(point)?.RoutesOf(address) ?? []).Where(route => route.Network is { } range && range.Contains(address)
                && (route.Device == device || (device is null && route.Device == "lo")))
            .MaxBy(route => route.Network!.Value.PrefixLength) is { } chosen
            ? $"{enter}ip route del {chosen.Destination}"
                + (chosen.Gateway is { } gateway ? $" via {gateway}" : "") + (device is null ? "" : $" dev {device}")
            : null;
    }

    /// <summary>Formats the command that adds the default route that Docker gives the container; null if Docker gives it none.</summary>
    public string? AddingDefault(bool isIpv6) => topology.Network(point.Host).Container(point.Container ?? "")?.Networks
        .Select(network => network.GatewayOf(isIpv6)).FirstOrDefault(gateway => gateway is not null) is { } gateway
            ? $"{enter}ip {(isIpv6 ? "-6 " : "")}route add default via {gateway}"
            : null;
}
