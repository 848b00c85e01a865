using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Netfilter;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains packets that a firewall rule or policy dropped.</summary>
internal static class RuleDropDiagnosis
{
    /// <summary>Explains the first drop by a rule or policy; null if there is none.</summary>
    /// <param name="separation">Explains a drop by one of Docker's rules in terms of the ends' networks.</param>
    public static Verdict? Find(IEnumerable<ChainHop> chains, SeparationDiagnosis separation)
    {
        if (chains.FirstOrDefault(hop => hop.Traversal.Dropped is not null) is not { } drop)
        {
            return null;
        }

        var rule = drop.Traversal.Dropped!;
        var place = $"{rule.Table} {rule.Chain}";
        if (rule.Rule is { } own && DockersRule.Advice(Tool(rule).Table, rule.Chain, own) is not null
            && separation.Explain((place, own)) is { } separated)
        {
            return separated;
        }

        return new Verdict(
            CauseId.RuleDrops,
            drop.Host,
            place,
            rule.Rule is { } text ? $"the rule {text} drops it" : $"no rule accepts it, and the chain's policy is {rule.Verdict}",
            Cure(rule, drop.Traversal));
    }

    private static string Cure(RuleMatch rule, ChainTraversal packet)
    {
        var (tool, table) = Tool(rule);
        if (tool == "nft")
        {
            return NativeCure(rule, packet);
        }

        if (rule.Rule is not { } text)
        {
            var chain = rule.Chain == "FORWARD" ? "DOCKER-USER" : rule.Chain;
            return $"{tool} -t {table} -I {chain} -s {packet.Source.Address} -d {packet.Destination.Address} -j ACCEPT";
        }

        return DockersRule.Advice(table, rule.Chain, text) is { } advice ? advice
            // The trace has only the rule's handle where xtables-monitor could not print its text.
            : text.StartsWith("handle ", StringComparison.Ordinal) ? $"nft delete rule {rule.Table} {rule.Chain} {text}"
            : IptablesRule.Deletion(tool, table, text);
    }

    /// <summary>
    /// Returns the tool that manages a rule, and the table's name in that tool. The name of a native nftables table includes its family.
    /// </summary>
    private static (string Tool, string Table) Tool(RuleMatch rule) => rule.Table.Split(' ') switch
    {
        [var table] => ("iptables", table),
        ["ip6", "raw" or "mangle" or "nat" or "filter" or "security"] => ("ip6tables", rule.Table.Split(' ')[1]),
        _ => ("nft", rule.Table),
    };

    private static string NativeCure(RuleMatch rule, ChainTraversal packet)
    {
        if (rule.Rule is null)
        {
            var ends = $"{{ {packet.Source.Address}, {packet.Destination.Address} }}"; // replies need the rule too
            var family = packet.Source.IsIpv6 ? "ip6" : "ip";
            return $"nft 'insert rule {rule.Table} {rule.Chain} {family} saddr {ends} {family} daddr {ends} accept'";
        }

        return rule.Rule.StartsWith("handle ", StringComparison.Ordinal)
            ? $"nft delete rule {rule.Table} {rule.Chain} {rule.Rule}"
            : $"nft -a list chain {rule.Table} {rule.Chain}";
    }
}
