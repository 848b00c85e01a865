using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>The rules that packets meet in a host's own namespace.</summary>
/// <param name="Backend">What keeps them: <c>iptables (nf_tables)</c>, <c>iptables (legacy)</c>; with Docker's own nftables backend <c>nftables</c>.</param>
/// <param name="Version">As <c>iptables --version</c> prints it; empty where there is no iptables.</param>
/// <param name="Chains">In the order of tables and chains that the tools print.</param>
public sealed record Firewall(string Backend, string Version, IReadOnlyList<Chain> Chains)
{
    /// <summary>The table that Docker's nftables backend makes (Docker 29: <c>--firewall-backend=nftables</c>).</summary>
    internal const string DockerNftTable = "docker-bridges";

    private const string Legacy = "iptables (legacy)";

    /// <summary>Its iptables keeps its rules outside of nftables: no trace tells of them.</summary>
    [JsonIgnore]
    public bool IsLegacy => Backend == Legacy && Version.Length > 0;

    /// <summary>The tables that iptables knows; any other is nftables' own.</summary>
    private static readonly string[] IptablesTables = ["raw", "mangle", "nat", "filter", "security"];

    /// <summary>A table's name as this map has it: iptables' own bare, of nftables with the family (<c>inet filter</c> is none of iptables').</summary>
    internal static string TableName(string family, string name) => family == "ip" && IptablesTables.Contains(name) ? name : $"{family} {name}";

    /// <summary>A chain.</summary>
    /// <param name="table"><c>filter</c>, <c>nat</c>; for nftables with the family, <c>ip docker-bridges</c>.</param>
    public Chain? Chain(string table, string name) => Chains.FirstOrDefault(chain => chain.Table == table && chain.Name == name);

    /// <param name="version">iptables v1.8.9 (nf_tables)</param>
    internal static Firewall Create(string version, IReadOnlyList<Chain> iptables, IReadOnlyList<Chain> nftables) => new(
        nftables.Any(chain => chain.Table.EndsWith($" {DockerNftTable}", StringComparison.Ordinal)) ? "nftables"
            : version.Contains("(nf_tables)", StringComparison.Ordinal) ? "iptables (nf_tables)"
            : Legacy, // before 1.8 the version names none, and there was no other
        version,
        [.. iptables, .. nftables]);
}

/// <summary>A chain of rules.</summary>
/// <param name="Policy">What happens to a packet that no rule decides; null for a chain that rules jump to, which then returns.</param>
/// <param name="Packets">That met the policy.</param>
/// <param name="Bytes">Of these.</param>
public sealed record Chain(string Table, string Name, string? Policy, long Packets, long Bytes, IReadOnlyList<Rule> Rules)
{
    /// <summary>What it is for, in a line; null for chains that are neither the kernel's nor Docker's.</summary>
    public string? Explanation => ChainGuide.Explain(Table, Name);
}

/// <summary>A rule.</summary>
/// <param name="Number">In its chain, from 1: what <c>--line-numbers</c> shows and <c>iptables -D CHAIN NUMBER</c> takes.</param>
/// <param name="Text">As its tool spells it: <c>-A DOCKER ! -i docker0 -p tcp …</c>, or nft's statement.</param>
/// <param name="Target">What it does or where it leads: <c>ACCEPT</c>, <c>DROP</c>, <c>DNAT</c>, a chain; null where it only counts.</param>
/// <param name="Packets">That it matched; null where it does not count.</param>
/// <param name="Bytes">Of these.</param>
public sealed record Rule(int Number, string Text, string? Target, long? Packets, long? Bytes);
