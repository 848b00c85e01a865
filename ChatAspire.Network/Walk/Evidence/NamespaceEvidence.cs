using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>The state of a namespace before and after the walk's traffic was sent again, so that counters tell what they counted.</summary>
/// <param name="Enter">The beginning of a command that runs in the namespace; empty for the host's own.</param>
internal sealed record NamespaceEvidence(string Enter, NamespaceState Before, NamespaceState After)
{
    /// <summary>
    /// Finds what dropped one of the packets: a rule or policy that may apply to it and, if it has a counter, counted meanwhile.
    /// Rules with a counter come first.
    /// </summary>
    /// <param name="isOnPath">Selects the rules that the packets reach.</param>
    public FilterRule? Dropping(Func<FilterRule, bool> isOnPath, params IEnumerable<Packet> packets)
    {
        var before = Before.Dropping.GroupBy(Identity).ToDictionary(group => group.Key, group => group.Sum(rule => rule.Packets));
        return After.Dropping
            .Where(rule => isOnPath(rule) && packets.Any(packet => PacketMatch.MayApply(rule.Text, packet) && IsOfFamily(rule, packet)))
            .Where(rule => rule.Packets is not { } count || count > before.GetValueOrDefault(Identity(rule), 0))
            // A policy without a counter proves nothing beside a rule that counts.
            .OrderByDescending(rule => rule.Packets is not null).ThenBy(rule => rule.Text is null)
            .FirstOrDefault();
    }

    /// <summary>Finds a queue of the device that dropped packets meanwhile.</summary>
    public Qdisc? DroppingQueue(string device, bool isIngress) => After.Qdiscs.FirstOrDefault(queue =>
        queue.Device == device && queue.IsIngress == isIngress
        && queue.Drops > Before.Qdiscs.Where(other => (other.Device, other.Kind, other.Handle) == (device, queue.Kind, queue.Handle))
            .Sum(other => other.Drops));

    private static (string, string, string, string?, string?) Identity(FilterRule rule) =>
        (rule.Tool, rule.Table, rule.Chain, rule.Text, rule.Handle);

    private static bool IsOfFamily(FilterRule rule, Packet packet) => rule.Family switch
    {
        "arp" => packet.Protocol == Protocol.Arp,
        "inet" => packet.Protocol != Protocol.Arp,
        "ip" => packet.Protocol != Protocol.Arp && !packet.IsIpv6,
        "ip6" => packet.IsIpv6,
        _ => true,
    };
}
