namespace ChatAspire.Network.Walk.Paths;

/// <summary>A rule that selects packets to be traced through the netfilter chains.</summary>
/// <param name="Match">The nftables match: <c>ip protocol tcp ip saddr 172.18.0.22</c>.</param>
/// <param name="Id">The nftables expression for a field that differs from packet to packet; null if there is none.</param>
internal sealed record TraceRule(string Match, string? Id)
{
    /// <summary>True for IPv6 packets, which need a table of the family inet instead of ip.</summary>
    public bool IsIpv6 { get; init; }

    // A traced packet makes the kernel print up to twenty lines per host: tracing all packets of a busy flow would slow the flow down, and
    // the kernel drops trace messages that are not read at once.
    private const string FirstPackets = "limit rate 20/second burst 100 packets";
    private const string SomePackets = "limit rate 50/second burst 50 packets";
    private const string Trace = "meta nftrace set 1";

    /// <summary>Formats the nftables rules that trace packets.</summary>
    public IEnumerable<string> Rules(TraceAmount amount)
    {
        if (amount == TraceAmount.All || Id is null)
        {
            yield return amount == TraceAmount.Limited ? $"{Match} {FirstPackets} {Trace}" : $"{Match} {Trace}";
            yield break;
        }

        if (amount == TraceAmount.Limited)
        {
            yield return $"{Match} {FirstPackets} {Trace}";
        }

        // Samples one packet in sixteen by a field that neither tunnel nor NAT changes, so that all hosts choose the same packets. Compares
        // with a set, because xtables-monitor exits at a comparison with a field for which iptables has no match.
        var sample = $"{Match} {Id} & 31 {{ 0, 1 }}";
        yield return amount == TraceAmount.Limited ? $"{sample} {SomePackets} {Trace}" : $"{sample} {Trace}";
    }
}
