using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>A rule, or a chain's policy, that drops or rejects packets.</summary>
/// <param name="Tool"><c>iptables</c>, <c>iptables-legacy</c>, their counterparts of ip6tables, or <c>nft</c>.</param>
/// <param name="Table">The table's name; for nft with its family: <c>bridge guard</c>.</param>
/// <param name="Hook">
/// INPUT, FORWARD, …; for nft also <c>ingress device "eth0"</c>; null for a chain that has no hook and is only called by other chains.
/// </param>
/// <param name="Text">The rule as its tool prints it; null for a policy.</param>
/// <param name="Handle">The number by which nft deletes the rule; null for iptables, and for a policy.</param>
/// <param name="Packets">The number of packets it dropped; null if it has no counter.</param>
internal sealed record FilterRule(
    string Tool, string Table, string Chain, string? Hook, string? Text, string? Handle, long? Packets)
{
    private static readonly string[] BuiltIn = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"];

    /// <summary>The family of an nftables table; <c>ip</c> for iptables, <c>ip6</c> for ip6tables.</summary>
    public string Family => Tool == "nft" ? Table.Split(' ')[0] : Tool.StartsWith("ip6", StringComparison.Ordinal) ? "ip6" : "ip";

    public bool IsLegacy => Tool.EndsWith("-legacy", StringComparison.Ordinal);

    /// <summary>True if the rule answers with an RST or an ICMP error.</summary>
    public bool Rejects => Text?.Contains("reject", StringComparison.OrdinalIgnoreCase) == true;

    public string Location =>
        $"{(IsLegacy ? "legacy " : "")}{(Tool != "nft" && Family == "ip6" ? "ip6 " : "")}{Table} {Chain}";

    public string Cause => Text is null ? "no rule accepts it, and the chain's policy is DROP" : $"the rule {Text} drops it";

    /// <summary>The command that removes the rule, or sets the policy to accept; to be run in the rule's namespace.</summary>
    public string Removal => (Tool, Text) switch
    {
        ("nft", null) => $"nft chain {Table} {Chain} '{{ policy accept; }}'",
        ("nft", _) => $"nft delete rule {Table} {Chain} handle {Handle}",
        (_, null) => $"{Tool} -t {Table} -P {Chain} ACCEPT",
        _ => IptablesRule.Deletion(Tool, Table, Text),
    };

    /// <summary>Selects the rules and policies of iptables chains that drop or reject packets.</summary>
    public static IEnumerable<FilterRule> OfIptables(string tool, IEnumerable<Chain> chains) => chains.SelectMany(chain =>
    {
        var hook = BuiltIn.Contains(chain.Name) ? chain.Name : null;
        return Dropping(chain).Select(rule => new FilterRule(tool, chain.Table, chain.Name, hook, rule.Text, null, rule.Packets))
            .Concat(Policy(chain).Select(packets => new FilterRule(tool, chain.Table, chain.Name, hook, null, null, packets)));
    });

    // ip daddr 172.18.0.100 drop # handle 3
    /// <summary>
    /// Selects the rules and policies of nftables chains that drop or reject packets. The rules must be listed with handles.
    /// </summary>
    public static IEnumerable<FilterRule> OfNft(IEnumerable<Chain> chains) => chains.SelectMany(chain =>
    {
        var hook = chain.Hook is { } name && !name.Contains(' ', StringComparison.Ordinal) ? name.ToUpperInvariant() : chain.Hook;
        return Dropping(chain)
            .Select(rule => (rule.Packets, Parts: rule.Text.Split(" # handle ")))
            .Where(rule => rule.Parts.Length == 2)
            .Select(rule => new FilterRule("nft", chain.Table, chain.Name, hook, rule.Parts[0], rule.Parts[1], rule.Packets))
            .Concat(Policy(chain).Select(_ => new FilterRule("nft", chain.Table, chain.Name, hook, null, null, null)));
    });

    private static IEnumerable<Rule> Dropping(Chain chain) => chain.Rules.Where(rule => rule.Target is "DROP" or "REJECT");

    private static IEnumerable<long> Policy(Chain chain) => chain.Policy == "DROP" ? [chain.Packets] : [];
}
