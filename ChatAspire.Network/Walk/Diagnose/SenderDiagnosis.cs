using System.Net;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains packets that never left the container or host that sends them.</summary>
internal sealed class SenderDiagnosis(Topology topology, WalkPath path, WalkEvidence evidence)
{
    private readonly RoutedDiagnosis _routed = new(topology, evidence);

    /// <summary>Explains why no packet left; null if no state of the sender explains it.</summary>
    /// <param name="isSilent">
    /// True if nothing left, not even an ARP request or neighbour solicitation. An unresolved neighbour entry proves nothing otherwise,
    /// because a request that is lost elsewhere leaves the same entry.
    /// </param>
    public Verdict? Explain(bool isSilent)
    {
        var (point, flow) = (path.Points[0], path.Flows[0]);
        if ((point.Container is null && !path.BeginsOnHost) || flow.Client is null || evidence.Of(point) is not { } state)
        {
            return null;
        }

        var packets = path.Flows.Select(each => PacketOf(each, flow.Client)).ToList();
        var packet = packets[0];
        if (Outgoing.Filtered(point, state, packets) is { } rule)
        {
            var location = point.Container is { } container ? $"{rule.Location} of {container}" : rule.Location;
            return new Verdict(CauseId.RuleDrops, point.Host, location, $"{rule.Cause} before it leaves",
                state.Enter + rule.Removal);
        }

        return Outgoing.Queued(point, state) ?? (state.After.Routes.TryGetValue(EvidenceReader.Towards(packet), out var route)
            ? NotRouted(point, state, packet, route) ?? (isSilent ? Unresolved(point, state, route, packet) : null)
            : null);
    }

    /// <param name="client">The source address to use for a flow without a client.</param>
    private static Packet PacketOf(Flow flow, IPAddress client) => new(
        flow.Protocol, new Endpoint(flow.Client ?? client, flow.ClientPort ?? 0), new Endpoint(flow.Server, flow.ServerPort ?? 0), 0, 0, 0,
        false, 0, 0, flow.Protocol == Protocol.Icmp ? (flow.IsIpv6 ? Packet.Icmpv6EchoRequest : Packet.EchoRequest) : 0,
        default);

    private Verdict? NotRouted(CapturePoint point, NamespaceEvidence state, Packet packet, RouteAnswer route)
    {
        var destination = packet.Destination.Address;
        var cure = new RouteCure(topology, point, state.Enter);
        if (route.Error is { } error)
        {
            return new Verdict(CauseId.RouteMissing, point.Host, $"{point}", $"there is no route to {destination} (ip route get: {error})",
                cure.Removing(destination, null) ?? cure.AddingDefault(packet.IsIpv6) ?? $"{state.Enter}ip route");
        }

        return route.Route?.Device is { } other && other != point.Device
            ? new Verdict(CauseId.RouteElsewhere, point.Host, $"{point}", $"packets to {destination} leave by {other} instead",
                cure.Removing(destination, other) ?? $"{state.Enter}ip route get {destination}")
            : null;
    }

    /// <summary>
    /// Explains a next hop that does not answer; null if it answers. The cause is a bridge on the path that has lost its gateway address,
    /// if there is one.
    /// </summary>
    private Verdict? Unresolved(CapturePoint point, NamespaceEvidence state, RouteAnswer route, Packet packet)
    {
        if (Outgoing.Unresolved(point, state, route, $"{packet.Destination.Address}") is not { } unresolved)
        {
            return null;
        }

        var removal = new RouteCure(topology, point, state.Enter).Removing(packet.Destination.Address, point.Device);
        return path.Points.Where(other => other.Host == point.Host).Select(other => _routed.WithoutAddress(other, packet.IsIpv6))
                .FirstOrDefault(found => found is not null)
            ?? (route.Route?.Gateway is not null && removal is not null ? unresolved with { Cure = removal } : unresolved);
    }
}
