using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains packets that a host should have routed from one device to another.</summary>
internal sealed class RoutedDiagnosis(Topology topology, WalkEvidence evidence)
{
    private const int DefaultTimeToLive = 64;

    /// <summary>Explains the loss; null if neither the packet nor the host's state shows a reason.</summary>
    public Verdict? Explain(PacketWalk walk, CapturePoint last, CapturePoint next, Frame frame)
    {
        var network = topology.Network(last.Host);
        if (walk.Packet.IsIpv6 ? network.ForwardsIpv6 == false : !network.ForwardsPackets)
        {
            return new Verdict(CauseId.ForwardingOff, last.Host, "the kernel",
                walk.Packet.IsIpv6 ? "IPv6 forwarding is disabled" : "IP forwarding is disabled",
                $"sysctl -w {(walk.Packet.IsIpv6 ? "net.ipv6.conf.all.forwarding" : "net.ipv4.ip_forward")}=1");
        }

        return ExpiredHere(walk, last, frame) ?? WithoutAddress(last, walk.Packet.IsIpv6) ?? WithoutAddress(next, walk.Packet.IsIpv6)
            ?? Misrouted(last, next, frame.Packet);
    }

    /// <summary>
    /// Explains a bridge that has lost its network's gateway address; null if it has the address, or the device is not a bridge of Docker.
    /// </summary>
    public Verdict? WithoutAddress(CapturePoint point, bool isIpv6)
    {
        var network = topology.Network(point.Host);
        if (point.Kind != CapturePointKind.Bridge
            || network.Networks.FirstOrDefault(candidate => candidate.Bridge == point.Device) is not { } docker)
        {
            return null;
        }

        // Older engines list no gateway for the default network, only for its containers.
        var gateway = (docker.IPAM.Config ?? []).Select(config => config.Gateway)
                .FirstOrDefault(address => address is not null && address.Contains(':') == isIpv6)
            ?? network.Containers.SelectMany(container => container.Networks)
                .FirstOrDefault(attachment => attachment.Network == docker.Name)?.GatewayOf(isIpv6);
        return gateway is not null && network.Namespace.Device(point.Device) is { } bridge
            && bridge.Addresses.All(address => address.Local != gateway)
            ? new Verdict(CauseId.AddressMissing, point.Host, point.Device, $"the gateway address {gateway} is missing",
                docker.Name == topology.Overlay?.Network
                    ? "chatlab up"
                    : $"ip address add {gateway}/{docker.SubnetsOf(isIpv6).FirstOrDefault().PrefixLength}{(isIpv6 ? "" : " brd +")} "
                        + $"dev {point.Device}")
            : null;
    }

    private static Verdict? ExpiredHere(PacketWalk walk, CapturePoint last, Frame frame)
    {
        var sender = walk.Expected[0];
        return frame.Packet is { IsResolution: false, TimeToLive: <= 1 }
            ? new Verdict(CauseId.TtlExpired, last.Host, last.Device,
                $"the packet's TTL expired here: it left {sender} with {walk.Packet.TimeToLive}",
                $"{HostProbe.Enter(sender.Netns)}sysctl -w "
                    + $"{(walk.Packet.IsIpv6 ? "net.ipv6.conf.all.hop_limit" : "net.ipv4.ip_default_ttl")}={DefaultTimeToLive}")
            : null;
    }

    /// <summary>
    /// Compares the kernel's route for the packet with the device by which the packet should leave; null if they agree, or the route was
    /// not read.
    /// </summary>
    private Verdict? Misrouted(CapturePoint last, CapturePoint next, Packet packet)
    {
        // A packet to one of the host's own addresses gets another destination (NAT) before it is routed, so the route to this address
        // does not matter.
        if (packet.IsResolution || evidence.OfHost(last.Host) is not { } state
            || topology.Network(last.Host).Namespace.DeviceWithAddress($"{packet.Destination.Address}") is not null
            || !state.After.Routes.TryGetValue(EvidenceReader.Received(packet, last.Device), out var route)
            || (route.Error is null && route.Route?.Device == next.Device))
        {
            return null;
        }

        var result = route.Error is { } error ? $"the kernel has no route for it ({error})" : $"its route leads to {route.Route?.Device}";
        var query = EvidenceReader.Received(packet, last.Device);
        return state.After.PolicyRules.FirstOrDefault(rule => !rule.IsDefault) is { } rule
            ? new Verdict(CauseId.PolicyRoute, last.Host, "ip rule",
                $"{result}: the rule of priority {rule.Priority} chooses table {rule.Table}",
                $"ip rule del priority {rule.Priority}")
            : new Verdict(route.Error is null ? CauseId.RouteElsewhere : CauseId.RouteMissing, last.Host, "ip route",
                $"{result} instead of {next.Device}", $"ip route get {query}");
    }
}
