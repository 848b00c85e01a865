namespace ChatAspire.Provisioner.Walk;

/// <summary>A packet's way through one table at one netfilter hook.</summary>
/// <param name="In">The device it came by; empty for what this host sends.</param>
/// <param name="Out">The device it will leave by; empty where that is not decided yet.</param>
/// <param name="Source">The addresses as they were when it entered: before this table's NAT.</param>
/// <param name="Id">The packet's IPv4 identification.</param>
/// <param name="Length">Bytes, the IPv4 header included.</param>
internal sealed record ChainPass(
    string In, string Out, Endpoint Source, Endpoint Destination, int Length, int Id, TcpFlags Flags, IReadOnlyList<RulePass> Rules)
{
    /// <summary>filter, nat, mangle, raw.</summary>
    public string Table => Rules[0].Table;

    /// <summary>The built-in chain: PREROUTING, INPUT, FORWARD, OUTPUT or POSTROUTING.</summary>
    public string Hook => Rules[0].Chain;

    /// <summary>The rule or policy that ended the packet here; null when it went on.</summary>
    public RulePass? Dropped => Rules.FirstOrDefault(rule => rule.Verdict is "DROP" or "REJECT");

    /// <summary>The rule that changed its addresses; null where none did.</summary>
    public RulePass? Translated => Rules.FirstOrDefault(rule =>
        Jump(rule) is "DNAT" or "SNAT" or "MASQUERADE" or "REDIRECT");

    // -4 -t nat -A DOCKER ! -i vxlan-net -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.11:5000
    private static string? Jump(RulePass rule) => rule.Rule?.Split(" -j ") is [_, var target] ? target.Split(' ')[0] : null;
}

/// <summary>One rule that the packet matched, or the end of a chain.</summary>
/// <param name="Rule">As iptables spells it, without the table: <c>-A FORWARD -j DOCKER-USER</c>; null for a policy.</param>
/// <param name="Verdict">ACCEPT, DROP, REJECT, RETURN, CONTINUE, or JUMP:CHAIN.</param>
internal sealed record RulePass(string Table, string Chain, string? Rule, string Verdict);
