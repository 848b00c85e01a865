using System.Net;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>Finds the tunnel between endpoints of two hosts, or says what is missing for it.</summary>
internal sealed class OverlayFinder(Topology topology)
{
    private readonly TunnelFinder _tunnels = new(topology);

    /// <summary>Finds the tunnel.</summary>
    /// <param name="outbound">The devices from the source to its bridge; none for a host itself.</param>
    /// <param name="inbound">The devices from the target's bridge to the target.</param>
    /// <exception cref="UserErrorException">No tunnel connects the networks of both, or the addresses are IPv6.</exception>
    public PathTunnel Between(WalkEnd from, IReadOnlyList<CapturePoint> outbound, WalkEnd to, IReadOnlyList<CapturePoint> inbound)
    {
        if (from.IsIpv6)
        {
            throw new UserErrorException($"{from} → {to}: IPv6 inside a tunnel is not followed.", $"Walk to an IPv4 address of {to.Name}.");
        }

        var bridge = from.IsHost ? topology.Network(from.Host!).RouteTo(to.Address)?.Device : BridgeOf(outbound);
        return (topology.Overlay is null && from.Container is { } source && !IsOnNetworkOf(source, to) ? null : _tunnels.Between(
                (from.Host!, bridge, MacOf(from)), (to.Host!, BridgeOf(inbound), MacOf(to))))
            ?? throw new UserErrorException(
                $"{from.Name} is on {from.Host}, and {to.Name} on {to.Host}: no network is known that connects containers of both"
                    + Elsewhere(from.Host!, bridge, MacOf(to))
                    + $", and {from.Host} has no route to {to.Address} by {to.Host}.",
                $"Walk to a published port of {to.Host}, such as: walk {from.Name} {topology.Host(to.Host!).Underlay}:PORT");
    }

    /// <summary>Refuses an address on the source's own network that no host of the walk has, if a tunnel leads to other hosts.</summary>
    /// <exception cref="UserErrorException">It does.</exception>
    public void RefuseUnnamedHost(WalkEnd from, WalkEnd to)
    {
        var network = topology.Network(from.Host!);
        var mac = from.Container!.Namespace?.Neighbours.FirstOrDefault(known => known.Address == $"{to.Address}")?.Mac;
        var bridge = from.Container.Namespace?.DeviceWithAddress($"{from.Address}") is { } own && network.HostEnd(own) is { } veth
            ? veth.Master
            : null;
        if (bridge is null || _tunnels.Unnamed(from.Host!, bridge, mac) is not { } tunnel)
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
                $"On {from.Host}: bridge fdb show dev {tunnel.Device}");
    }

    /// <summary>Refuses the way over a Swarm overlay to another host, whose devices are in a namespace of the engine.</summary>
    /// <exception cref="UserErrorException">Both addresses are of such a network.</exception>
    public void RefuseSwarm(WalkEnd from, WalkEnd to)
    {
        if (topology.Network(from.Host!).Networks.FirstOrDefault(network => network.Driver == DockerNetwork.OverlayDriver
            && network.Subnets.Any(subnet => subnet.Contains(from.Address) && subnet.Contains(to.Address))) is not { } overlay)
        {
            return;
        }

        var encrypted = overlay.Option("encrypted") is null ? "" : ", and encrypts what passes (IPsec)";
        throw new UserErrorException(
            $"{from.Name} and {to.Name} are on the Swarm overlay {overlay.Name}: its bridge and VXLAN device are in a namespace of the "
                + $"engine{encrypted}, into which a walk does not look.",
            $"On {from.Host}: nsenter --net={overlay.EngineNamespace} bridge fdb show dev vxlan0; "
                + $"nsenter --net={overlay.EngineNamespace} tcpdump -ni vxlan0 host {to.Address}");
    }

    private string Elsewhere(string host, string? bridge, string? mac) =>
        bridge is not null && _tunnels.Unnamed(host, bridge, mac) is { } tunnel
            ? $" (the VXLAN device {tunnel.Device} of {bridge} leads to {(tunnel.Addresses.Count == 0
                ? "neither"
                : string.Join(" and ", tunnel.Addresses))})"
            : "";

    /// <summary>Indicates whether an address is on a network of a container, so that bridges carry the frames to it.</summary>
    private static bool IsOnNetworkOf(ContainerNetwork source, WalkEnd to) => source.Devices.SelectMany(device => device.Addresses)
        .Any(own => Ipv4.TryParse(own.Local, out IPAddress address) && Ipv4.NetworkOf(address, own.PrefixLength).Contains(to.Address));

    private static string? BridgeOf(IEnumerable<CapturePoint> points) =>
        points.FirstOrDefault(point => point.Kind == CapturePointKind.Bridge)?.Device;

    private static string? MacOf(WalkEnd end) => end.Container?.Namespace?.DeviceWithAddress($"{end.Address}")?.Mac;
}
