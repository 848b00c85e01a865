using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Finds what keeps a packet in the namespace that sends it, before its first device shows it.</summary>
internal static class Outgoing
{
    /// <summary>The reply to a packet, as far as rules can match it.</summary>
    public static Packet Reply(Packet packet) => packet with { Source = packet.Destination, Destination = packet.Source };

    /// <summary>Finds a rule that drops one of the packets on its way out.</summary>
    public static FilterRule? Filtered(CapturePoint point, NamespaceEvidence state, params IEnumerable<Packet> packets) => state.Dropping(
        rule => rule.Hook is null or "OUTPUT" or "POSTROUTING" || (rule.Hook.StartsWith("egress", StringComparison.Ordinal)
            && rule.Hook.Contains(point.Device, StringComparison.Ordinal)),
        packets);

    /// <summary>Judges that a queue of the device drops packets; null if none does.</summary>
    /// <param name="isIngress">True for its queue of received packets.</param>
    public static Verdict? Queued(CapturePoint point, NamespaceEvidence state, bool isIngress = false) =>
        state.DroppingQueue(point.Device, isIngress) is { } queue
            ? new Verdict(CauseId.QueueDrops, point.Host, $"{point}",
                $"its queue {queue.Kind} {queue.Handle} drops the packets (tc -s qdisc)",
                $"{state.Enter}tc qdisc del dev {point.Device} {queue.Place}")
            : null;

    /// <summary>Judges that the next hop does not answer requests for its MAC address; null if it does.</summary>
    /// <param name="destination">The destination's address, which is the next hop without a gateway.</param>
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
