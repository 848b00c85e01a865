using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Netfilter;

/// <summary>A packet's way through one table at one netfilter hook.</summary>
/// <param name="In">The device it came by; empty for what this host sends.</param>
/// <param name="Out">The device it will leave by; empty where that is not decided yet.</param>
/// <param name="Source">The addresses as they were when it entered: before this table's NAT.</param>
/// <param name="Id">The packet's IPv4 identification.</param>
/// <param name="Length">Bytes, the IPv4 header included.</param>
internal sealed record ChainTraversal(
    string In, string Out, Endpoint Source, Endpoint Destination, int Length, int Id, TcpFlags Flags, IReadOnlyList<RuleMatch> Rules)
{
    /// <summary>filter, nat, mangle, raw; nftables' own with the family: inet firewalld.</summary>
    public string Table => Rules[0].Table;

    /// <summary>The chain that begins here: PREROUTING, INPUT, FORWARD, OUTPUT or POSTROUTING; nftables' own have any name.</summary>
    public string Hook => Rules[0].Chain;

    /// <summary>Where in the kernel that is, by iptables' name. The trace does not say: a chain is named after it, or the devices tell.</summary>
    public string BuiltIn => Hooks.FirstOrDefault(hook => Hook.Contains(hook, StringComparison.OrdinalIgnoreCase))
        ?? (In.Length == 0 ? "OUTPUT" : Out.Length == 0 ? "INPUT" : "FORWARD");

    /// <summary>The rule or policy that ended the packet here; null when it went on.</summary>
    public RuleMatch? Dropped => Rules.FirstOrDefault(rule => rule.Verdict is "DROP" or "REJECT");

    /// <summary>The rule that changed its addresses; null where none did.</summary>
    public RuleMatch? Translated => Rules.FirstOrDefault(rule =>
        Jump(rule) is "DNAT" or "SNAT" or "MASQUERADE" or "REDIRECT");

    private static readonly string[] Hooks = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"];

    // -4 -t nat -A DOCKER ! -i vxlan-net -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.11:5000
    private static string? Jump(RuleMatch rule) => rule.Rule?.Split(" -j ") is [_, var target] ? target.Split(' ')[0] : null;
}

/// <summary>One rule that the packet matched, or the end of a chain.</summary>
/// <param name="Rule">As iptables spells it, without the table: <c>-A FORWARD -j DOCKER-USER</c>; <c>handle 2</c> where it cannot (table inet); null for a policy.</param>
/// <param name="Verdict">ACCEPT, DROP, REJECT, RETURN, CONTINUE, or JUMP:CHAIN.</param>
internal sealed record RuleMatch(string Table, string Chain, string? Rule, string Verdict);
