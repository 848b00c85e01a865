namespace ChatAspire.Network.Inspection;

/// <summary>A rule of the policy routing database (ip-rule(8)), which selects the routing table of some packets.</summary>
/// <param name="Table">The name or number of the routing table; null if the rule selects none.</param>
internal sealed record PolicyRule(int Priority, string? Table = null)
{
    /// <summary>True for the three rules that every namespace has: tables local, main and default.</summary>
    public bool IsDefault => (Priority, Table) is (0, "local") or (32766, "main") or (32767, "default");

    // [{"priority":0,"src":"all","table":"local"},{"priority":100,"src":"all","dst":"172.18.0.0","dstlen":16,"table":"99"},
    //  {"priority":32766,"src":"all","table":"main"},{"priority":32767,"src":"all","table":"default"}]
    internal static IReadOnlyList<PolicyRule> Parse(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> warnings) =>
        LenientJson.Array(json, what, warnings, IpJson.Default.PolicyRule);
}
