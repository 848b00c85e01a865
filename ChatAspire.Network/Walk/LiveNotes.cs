using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk;

/// <summary>Notes about packets and chains that a live walk does not show.</summary>
internal static class LiveNotes
{
    /// <param name="matching">All captured packets that match the walk's filter.</param>
    /// <param name="shown">The number of packets in the report.</param>
    public static IEnumerable<string> Of(Topology topology, WalkPath path, IReadOnlyList<PacketWalk> matching, int shown)
    {
        if (shown < matching.Count)
        {
            yield return $"{shown} of {matching.Count} packets are shown (--packets).";
        }

        // Without bridge netfilter, missing chains are normal: a bridged packet passes chains only inside the outer packet, and passes
        // those of nat only if the outer packet opens a connection.
        if (path.IsBridged && !path.Points.All(point => topology.BridgeFilteringHosts(path).Contains(point.Host)))
        {
            yield break;
        }

        var hosts = path.Points.Select(point => point.Host).Distinct().Count();
        var partial = matching.Count(walk => HostsWithChains(walk) < hosts);
        if (partial > 0 && partial < matching.Count)
        {
            yield return $"{partial} of {matching.Count} packets lack some of their chains: "
                + "above 20 packets a second only a sample is traced.";
        }
    }

    /// <summary>Counts the hosts whose chains the packet shows.</summary>
    public static int HostsWithChains(PacketWalk walk) => walk.Chains.Select(hop => hop.Host).Distinct().Count();
}
