using System.Net;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Formats the commands that repair the routes of a device's namespace.</summary>
/// <param name="enter">The beginning of a command that runs in the namespace.</param>
internal sealed class RouteCure(Topology topology, CapturePoint point, string enter)
{
    /// <summary>Formats the removal of the route by which packets to an address leave.</summary>
    /// <param name="device">The route's device; null for a blackhole.</param>
    /// <returns>Null if the namespace's main table has no such route, or only a default one.</returns>
    public string? Removing(IPAddress address, string? device)
    {
        var network = topology.Network(point.Host);
        var space = point.Container is { } name ? network.Container(name)?.Namespace : network.Namespace;
        // The kernel gives lo as the device of an IPv6 blackhole.
        return (space?.RoutesOf(address) ?? []).Where(route => route.Network is { } range && range.Contains(address)
                && (route.Device == device || (device is null && route.Device == "lo")))
            .MaxBy(route => route.Network!.Value.PrefixLength) is { } chosen
            ? $"{enter}ip route del {chosen.Destination}"
                + (chosen.Gateway is { } gateway ? $" via {gateway}" : "") + (device is null ? "" : $" dev {device}")
            : null;
    }

    /// <summary>Formats the default route that Docker gives the container; null if it gives none.</summary>
    public string? AddingDefault(bool isIpv6) => topology.Network(point.Host).Container(point.Container ?? "")?.Networks
        .Select(network => network.GatewayOf(isIpv6)).FirstOrDefault(gateway => gateway is not null) is { } gateway
            ? $"{enter}ip {(isIpv6 ? "-6 " : "")}route add default via {gateway}"
            : null;
}
