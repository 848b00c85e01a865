using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>The firewall rules of a host's own namespace.</summary>
/// <param name="Backend">
/// <c>iptables (nf_tables)</c> or <c>iptables (legacy)</c>; <c>nftables</c> with Docker's own nftables backend.
/// </param>
/// <param name="Version">The output of <c>iptables --version</c>; empty if iptables is not installed.</param>
/// <param name="Chains">The chains of iptables, then those of nftables, in the order in which the tools print them.</param>
public sealed record Firewall(string Backend, string Version, IReadOnlyList<Chain> Chains)
{
    /// <summary>The table of Docker's nftables backend (Docker 29: <c>--firewall-backend=nftables</c>).</summary>
    internal const string DockerNftTable = "docker-bridges";

    private const string Legacy = "iptables (legacy)";

    /// <summary>True if iptables keeps its rules outside nftables; packet tracing does not see such rules.</summary>
    [JsonIgnore]
    public bool IsLegacy => Backend == Legacy && Version.Length > 0;

    /// <summary>The tables of iptables; all others exist in nftables only.</summary>
    private static readonly string[] IptablesTables = ["raw", "mangle", "nat", "filter", "security"];

    /// <summary>
    /// Returns a table's name as in <see cref="Chains"/>: the plain name for a table of iptables, the family and the name for a table of
    /// nftables (<c>inet filter</c>).
    /// </summary>
    internal static string TableName(string family, string name) =>
        family == "ip" && IptablesTables.Contains(name) ? name : $"{family} {name}";

    /// <summary>Finds a chain; null if there is none.</summary>
    /// <param name="table">The table's name as in <see cref="TableName"/>: <c>filter</c>, <c>ip docker-bridges</c>.</param>
    public Chain? Chain(string table, string name) => Chains.FirstOrDefault(chain => chain.Table == table && chain.Name == name);

    /// <param name="version">The output of <c>iptables --version</c>: <c>iptables v1.8.9 (nf_tables)</c>.</param>
    internal static Firewall Create(string version, IReadOnlyList<Chain> iptables, IReadOnlyList<Chain> nftables)
    {
        // Before iptables 1.8, the version names no backend, because legacy was the only one.
        var backend = version.Contains("(nf_tables)", StringComparison.Ordinal) ? "iptables (nf_tables)" : Legacy;
        if (nftables.Any(chain => chain.Table.EndsWith($" {DockerNftTable}", StringComparison.Ordinal)))
        {
            backend = "nftables";
        }

        return new Firewall(backend, version, [.. iptables, .. nftables]);
    }
}

/// <summary>A chain of rules.</summary>
/// <param name="Policy">
/// The verdict for packets that no rule decides; null for a user-defined chain, from which they return to the calling chain.
/// </param>
/// <param name="Packets">The number of packets decided by the policy.</param>
/// <param name="Bytes">The bytes of these packets.</param>
public sealed record Chain(string Table, string Name, string? Policy, long Packets, long Bytes, IReadOnlyList<Rule> Rules)
{
    /// <summary>
    /// The hook of a base chain of nftables, with its device: <c>forward</c>, <c>ingress device "eth0"</c>; null for other chains.
    /// </summary>
    [JsonIgnore]
    public string? Hook { get; init; }

    /// <summary>The purpose of the chain in one line; null if the chain is neither the kernel's nor Docker's.</summary>
    public string? Explanation => ChainGuide.Explain(Table, Name);
}

/// <summary>A rule.</summary>
/// <param name="Number">The position in its chain, from 1, as in <c>--line-numbers</c> and <c>iptables -D CHAIN NUMBER</c>.</param>
/// <param name="Text">The rule as its tool prints it: <c>-A DOCKER ! -i docker0 -p tcp …</c>, or a statement of nft.</param>
/// <param name="Target">The verdict, or the chain it jumps to: <c>ACCEPT</c>, <c>DROP</c>, <c>DNAT</c>, …; null if it has neither.</param>
/// <param name="Packets">The number of packets that it matched; null if it has no counter.</param>
/// <param name="Bytes">The bytes of these packets.</param>
public sealed record Rule(int Number, string Text, string? Target, long? Packets, long? Bytes);
