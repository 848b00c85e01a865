using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Finds causes that keep a packet in the namespace that sends it, before its first device shows it.</summary>
internal static class Outgoing
{
    /// <summary>Builds the reply to a packet, as far as rules can match it: source and destination are swapped.</summary>
    public static Packet Reply(Packet packet) => packet with { Source = packet.Destination, Destination = packet.Source };

    /// <summary>Finds a rule that drops one of the packets on its way out; null if there is none.</summary>
    public static FilterRule? Filtered(CapturePoint point, NamespaceEvidence state, params IEnumerable<Packet> packets) => state.Dropping(
        rule => rule.Hook is null or "OUTPUT" or "POSTROUTING" || (rule.Hook.StartsWith("egress", StringComparison.Ordinal)
            && rule.Hook.Contains(point.Device, StringComparison.Ordinal)),
        packets);

    /// <summary>Explains packets that a queueing discipline of the device drops; null if none does.</summary>
    /// <param name="isIngress">True for the ingress queue, false for the queues of sent packets.</param>
    public static Verdict? Queued(CapturePoint point, NamespaceEvidence state, bool isIngress = false) =>
        state.DroppingQueue(point.Device, isIngress) is { } queue
            ? new Verdict(CauseId.QueueDrops, point.Host, $"{point}",
                $"its queue {queue.Kind} {queue.Handle} drops the packets (tc -s qdisc)",
                $"{state.Enter}tc qdisc del dev {point.Device} {queue.Place}")
            : null;

    /// <summary>Explains a next hop that does not answer requests for its MAC address; null if it answers.</summary>
    /// <param name="destination">The destination's address. It is itself the next hop if the route has no gateway.</param>
    public static Verdict? Unresolved(CapturePoint point, NamespaceEvidence state, RouteAnswer route, string destination)
    {
        var next = route.Route?.Gateway ?? destination;
        var request = destination.Contains(':') ? "neighbour solicitation" : "ARP request";
        return state.After.Neighbours.Any(neighbour => neighbour.Address == next && neighbour.Device == route.Route?.Device
            && neighbour.State is { } states && (states.Contains("FAILED") || states.Contains("INCOMPLETE")))
            ? new Verdict(CauseId.NeighbourUnresolved, point.Host, $"{point}",
                route.Route?.Gateway is { } gateway
                    ? $"its route to {destination} leads to {gateway}, which answers no {request}"
                    : $"{destination} answers no {request}",
                $"{state.Enter}ip route get {destination}")
            : null;
    }
}
