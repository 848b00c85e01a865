namespace ChatAspire.Network.Walk.Paths;

/// <summary>Packets whose way through the chains is to be told.</summary>
/// <param name="Match">Of nftables.</param>
/// <param name="Id">Where the packet's IPv4 identification is, in nftables' words; null for what has none.</param>
internal sealed record TraceRule(string Match, string? Id)
{
    // A packet is up to some twenty lines of the kernel's on each host: all of a busy flow's would cost it time, and the kernel drops what is not read at once.
    private const string First = "limit rate 20/second burst 100 packets";
    private const string Sample = "limit rate 50/second burst 50 packets";

    /// <summary>
    /// Every packet of a flow with few, and of a busy one some: any, as they come, and one in sixteen by a field that neither
    /// tunnel nor NAT changes, so that all hosts choose the same.
    /// </summary>
    public IEnumerable<string> Rules() =>
    [
        $"{Match} {First} meta nftrace set 1",
        // A set: xtables-monitor ends where it meets a comparison with a field that iptables has no match for.
        .. Id is null ? Array.Empty<string>() : [$"{Match} {Id} & 31 {{ 0, 1 }} {Sample} meta nftrace set 1"],
    ];
}
