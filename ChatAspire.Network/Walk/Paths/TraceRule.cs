namespace ChatAspire.Network.Walk.Paths;

/// <summary>Selects packets whose traversal of the netfilter chains is traced.</summary>
/// <param name="Match">An nftables match.</param>
/// <param name="Id">The nftables expression for the packet's IPv4 identification; null if it has none.</param>
internal sealed record TraceRule(string Match, string? Id)
{
    // A traced packet makes the kernel print up to twenty lines per host: tracing all of a busy flow would slow it down,
    // and the kernel drops trace messages that are not read at once.
    private const string FirstPackets = "limit rate 20/second burst 100 packets";
    private const string Sample = "limit rate 50/second burst 50 packets";

    /// <summary>
    /// Formats the nftables rules that trace every packet of a slow flow and a sample of a busy one: packets as they come,
    /// and one in sixteen by a field that neither tunnel nor NAT changes, so that all hosts choose the same packets.
    /// </summary>
    public IEnumerable<string> Rules()
    {
        yield return $"{Match} {FirstPackets} meta nftrace set 1";
        if (Id is not null)
        {
            // A set, because xtables-monitor exits at a comparison with a field for which iptables has no match.
            yield return $"{Match} {Id} & 31 {{ 0, 1 }} {Sample} meta nftrace set 1";
        }
    }
}
