using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Drops;

/// <summary>The drops to record on one host.</summary>
/// <param name="Spaces">The network namespaces to observe; a null element is the host's own.</param>
/// <param name="TunnelPort">The UDP destination port that marks a VXLAN frame.</param>
internal sealed record DropPlan(IReadOnlyList<Netns?> Spaces, int TunnelPort)
{
    /// <summary>True to record IPv6 packets instead of IPv4 and ARP.</summary>
    public bool IsIpv6 { get; init; }
}
