using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>
/// The state of a namespace before and after the walk's traffic was repeated, so that counters show what the traffic increased.
/// </summary>
/// <param name="Enter">The prefix of a command that runs in the namespace: "nsenter -t 123 -n "; empty for the host's own.</param>
internal sealed record NamespaceEvidence(string Enter, NamespaceState Before, NamespaceState After)
{
    /// <summary>
    /// Finds the rule or policy that probably dropped one of the packets: it may apply to the packet, and its counter, if it has one,
    /// increased while the traffic was repeated. Rules with a counter take precedence. Null if there is none.
    /// </summary>
    /// <param name="isOnPath">Selects the rules that the packets reach.</param>
    public FilterRule? Dropping(Func<FilterRule, bool> isOnPath, params IEnumerable<Packet> packets)
    {
        var before = Before.Dropping.GroupBy(Identity).ToDictionary(group => group.Key, group => group.Sum(rule => rule.Packets));
        return After.Dropping
            .Where(rule => isOnPath(rule) && packets.Any(packet => PacketMatch.MayApply(rule.Text, packet) && IsOfFamily(rule, packet)))
            .Where(rule => rule.Packets is not { } count || count > before.GetValueOrDefault(Identity(rule), 0))
            // A counter that increased proves a drop. A rule or policy without a counter proves nothing, so it comes last.
            .OrderByDescending(rule => rule.Packets is not null).ThenBy(rule => rule.Text is null)
            .FirstOrDefault();
    }

    /// <summary>
    /// Finds a queueing discipline of the device whose count of drops increased while the traffic was repeated; null if there is none.
    /// </summary>
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
