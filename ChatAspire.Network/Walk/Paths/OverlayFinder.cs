using System.Net;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>Finds the tunnel between endpoints on two hosts, or fails with an error that names what is missing.</summary>
internal sealed class OverlayFinder(Topology topology)
{
    private readonly TunnelFinder _tunnels = new(topology);

    /// <summary>Finds the tunnel between the networks of two endpoints.</summary>
    /// <param name="outbound">The devices from the source to its bridge; empty for a host itself.</param>
    /// <param name="inbound">The devices from the target's bridge to the target.</param>
    /// <exception cref="UserErrorException">No tunnel connects the networks of both, or the addresses are IPv6.</exception>
    public PathTunnel Between(WalkEnd from, IReadOnlyList<CapturePoint> outbound, WalkEnd to, IReadOnlyList<CapturePoint> inbound)
    {
        if (from.IsIpv6)
        {
            throw new UserErrorException($"{from} → {to}: IPv6 inside a tunnel is not followed.", $"Walk to an IPv4 address of {to.Name}.");
        }

        var near = from.IsHost
            ? new TunnelSide(from.Host!, null, topology.Network(from.Host!).RouteTo(to.Address)?.Device, null)
            : SideOf(from, outbound);
        return (topology.Overlay is null && from.Container is { } source && !IsOnNetworkOf(source, to.Address)
                ? null
                : _tunnels.Between(near, SideOf(to, inbound)))
            ?? throw new UserErrorException(
                $"{from.Name} is on {from.Host}, and {to.Name} on {to.Host}: no network is known that connects containers of both"
                    + Elsewhere(near, MacOf(to))
                    + $", and {from.Host} has no route to {to.Address} by {to.Host}.",
                $"Walk to a published port of {to.Host}, such as: walk {from.Name} {topology.Host(to.Host!).Underlay}:PORT");
    }

    /// <summary>
    /// Rejects an address on the source's own network that no host of the walk has, if the source's bridge has a VXLAN device: the address
    /// may be on a host that was not named.
    /// </summary>
    /// <param name="outbound">The devices from the source to its bridge.</param>
    /// <exception cref="UserErrorException">The bridge has a VXLAN device.</exception>
    public void RefuseUnnamedHost(WalkEnd from, IReadOnlyList<CapturePoint> outbound, WalkEnd to)
    {
        var side = SideOf(from, outbound);
        // In a Swarm overlay, the engine answers ARP requests, so the overlay's namespace may have the neighbour entry.
        var mac = new[] { from.Container!.Namespace, topology.Network(side.Host, side.Netns).Namespace }
            .SelectMany(ns => ns?.Neighbours ?? []).FirstOrDefault(known => known.Address == $"{to.Address}")?.Mac;
        if (_tunnels.Unnamed(side, mac) is not { } tunnel)
        {
            return;
        }

        throw tunnel.Addresses is [var first, ..]
            ? new UserErrorException(
                $"{to.Name} is on the network of {from.Name}, and on no host of the walk: the VXLAN device {tunnel.Device} of {from.Host} "
                    + $"sends to {string.Join(" and ", tunnel.Addresses)}, and no host of the walk has "
                    + $"{(tunnel.Addresses.Count == 1 ? "this address" : "these addresses")}.",
                $"Name the host too: --host ssh://{first}")
            : new UserErrorException(
                $"{to.Name} is on the network of {from.Name}, and on no host of the walk: the VXLAN device {tunnel.Device} of {from.Host} "
                    + "sends to hosts of the walk only, and none of their containers has this address.",
                $"On {from.Host}: {HostProbe.Enter(side.Netns)}bridge fdb show dev {tunnel.Device}");
    }

    /// <summary>Rejects a path over a Swarm overlay that is encrypted, or whose namespace could not be read.</summary>
    /// <exception cref="UserErrorException">Both addresses are on such a network.</exception>
    public void RefuseUnreadable(WalkEnd from, WalkEnd to)
    {
        var network = topology.Network(from.Host!);
        if (network.Networks.FirstOrDefault(each => each.Driver == DockerNetwork.OverlayDriver
            && each.Subnets.Any(subnet => subnet.Contains(from.Address) && subnet.Contains(to.Address))) is not { } overlay)
        {
            return;
        }

        var isEncrypted = overlay.Option("encrypted") is not null;
        if (isEncrypted || network.EngineNamespaces.All(engine => engine.Netns.Name != overlay.EngineNamespace))
        {
            throw new UserErrorException(
                $"{from.Name} and {to.Name} are on the Swarm overlay {overlay.Name}: "
                    + (isEncrypted
                        ? "it is encrypted (IPsec), so the underlay does not show whose packets it carries."
                        : $"its bridge and VXLAN device are in a namespace of the engine, {overlay.EngineNamespace}, which was not read."),
                $"On {from.Host}: nsenter --net={overlay.EngineNamespace} bridge fdb show dev vxlan0; "
                    + $"nsenter --net={overlay.EngineNamespace} tcpdump -ni vxlan0 host {to.Address}");
        }
    }

    private string Elsewhere(TunnelSide side, string? mac) =>
        _tunnels.Unnamed(side, mac) is { } tunnel
            ? $" (the VXLAN device {tunnel.Device} of {side.Bridge} leads to {(tunnel.Addresses.Count == 0
                ? "neither"
                : string.Join(" and ", tunnel.Addresses))})"
            : "";

    /// <summary>Indicates whether an IPv4 address is on a network of the container, so that bridges carry the frames to it.</summary>
    public static bool IsOnNetworkOf(ContainerNetwork source, IPAddress to) => source.Devices.SelectMany(device => device.Addresses)
        .Any(own => Ipv4.TryParse(own.Local, out IPAddress address) && Ipv4.NetworkOf(address, own.PrefixLength).Contains(to));

    private static TunnelSide SideOf(WalkEnd end, IReadOnlyList<CapturePoint> points)
    {
        var bridge = points.FirstOrDefault(point => point.Kind == CapturePointKind.Bridge);
        return new TunnelSide(end.Host!, bridge?.Netns, bridge?.Device, MacOf(end));
    }

    private static string? MacOf(WalkEnd end) => end.Container?.Namespace?.DeviceWithAddress($"{end.Address}")?.Mac;
}
