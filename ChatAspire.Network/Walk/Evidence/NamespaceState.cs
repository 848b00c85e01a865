using System.Text;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>The state of one network namespace that affects packets, read at one moment.</summary>
/// <param name="Dropping">
/// The rules and policies that drop packets, of iptables with both backends, and of nftables in every family.
/// </param>
/// <param name="Routes">The answers of <c>ip route get</c>, by the arguments of the command.</param>
/// <param name="Settings">
/// The values of sysctl settings, by the file's path below <c>/proc/sys/net/ipv4</c> or <c>ipv6</c>: <c>conf/eth0/rp_filter</c>.
/// </param>
internal sealed record NamespaceState(
    IReadOnlyList<FilterRule> Dropping,
    IReadOnlyDictionary<string, RouteAnswer> Routes,
    IReadOnlyList<PolicyRule> PolicyRules,
    IReadOnlyList<Neighbour> Neighbours,
    IReadOnlyList<Qdisc> Qdiscs,
    IReadOnlyList<ListeningSocket> Sockets,
    IReadOnlyList<ProcessState> Processes,
    IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Parses the sections of one namespace in the output of <see cref="StateProbe"/>.</summary>
    /// <param name="isIpv6">True if the rules are those of ip6tables, false for iptables.</param>
    public static NamespaceState Parse(Sections sections, Netns? netns, bool isIpv6, ICollection<ParseWarning> warnings)
    {
        var tool = isIpv6 ? "ip6tables" : "iptables";
        var name = HostProbe.NameOf(netns);
        var iptables = IptablesSave.Parse(Output("iptables"), $"{tool} {name}", warnings);
        var legacy = IptablesSave.Parse(Output("legacy"), $"legacy {name}", warnings);
        // iptables-nft stores its tables in nftables. They are left out here, or they would be listed twice.
        var known = iptables.SelectMany(chain => new[] { $"ip {chain.Table}", $"ip6 {chain.Table}" }).ToHashSet();
        var nft = NftRuleset.Parse(Output("nft"), table => !known.Contains(table), $"nft {name}", warnings);
        return new NamespaceState(
            [
                .. FilterRule.OfIptables(tool, iptables), .. FilterRule.OfIptables($"{tool}-legacy", legacy),
                .. FilterRule.OfNft(nft),
            ],
            sections.NamesAfter($"route {name} ").ToDictionary(
                query => query, query => RouteAnswer.Parse(sections, $"route {name} {query}", warnings)),
            PolicyRule.Parse(Output("rules"), $"ip rule {name}", warnings),
            Neighbour.Parse(Output("neighbours"), $"ip neighbour {name}", warnings),
            Qdisc.Parse(Output("qdiscs"), $"tc qdisc {name}", warnings),
            ListeningSocket.Parse(Output("sockets"), $"ss {name}", warnings),
            ProcessState.Parse(Output("processes"), $"ps {name}", warnings),
            Encoding.UTF8.GetString(Output("settings").Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                // conf/eth0/rp_filter:1
                .Select(line => line.Split(':')).Where(parts => parts.Length == 2).DistinctBy(parts => parts[0])
                .ToDictionary(parts => parts[0], parts => parts[1].Trim()));

        ReadOnlyMemory<byte> Output(string section) => sections.Has($"{section} {name}") ? sections.Output($"{section} {name}") : default;
    }
}
