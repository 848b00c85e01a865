using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>Compares the clocks of hosts, using the packets that crossed between them.</summary>
internal static class Clocks
{
    /// <summary>Compares the clocks of all hosts with the clock of one host, which comes first in the result.</summary>
    /// <param name="tunnels">The tunnels between the hosts.</param>
    /// <param name="hosts">The hosts that captured.</param>
    /// <returns>Host → the offset of its clock.</returns>
    public static Dictionary<string, ClockOffset> CompareAll(
        Topology topology, IReadOnlyList<PathTunnel> tunnels, IReadOnlyDictionary<CapturePoint, IReadOnlyList<Frame>> frames,
        IReadOnlyList<string> hosts)
    {
        var first = frames.Keys.Select(point => point.Host).FirstOrDefault() ?? hosts[0];
        var here = OnNic(first);
        var (end, underlay) = (End(first), topology.Host(first).Underlay);
        return hosts.OrderBy(host => host != first).ToDictionary(host => host, host => host == first
            ? new ClockOffset(TimeSpan.Zero, TimeSpan.Zero)
            : Compare(here, OnNic(host), IsSentHere));

        IReadOnlyList<Frame> OnNic(string host) => frames.GetValueOrDefault(End(host)?.NicPoint ?? topology.Nic(host), []);

        TunnelEnd? End(string host) =>
            tunnels.SelectMany(tunnel => new[] { tunnel.From, tunnel.To }).FirstOrDefault(known => known.Host == host);

        bool IsSentHere(Frame frame)
        {
            var source = $"{(frame.Tunnel?.Source ?? frame.Packet.Source).Address}";
            return end?.Has(source) ?? source == underlay;
        }
    }

    /// <summary>
    /// Compares two clocks. Let d be a packet's time there minus its time here, and o the offset of the clock there. A packet arrives after
    /// it was sent: so o ≤ d for a packet sent from here, and o ≥ d for a packet sent from there. The result is the middle of the narrowest
    /// bounds, or an offset of zero with unknown uncertainty if a bound is missing.
    /// </summary>
    /// <param name="here">The frames on the first host's NIC.</param>
    /// <param name="there">The frames on the other host's NIC.</param>
    /// <param name="isSentHere">True if the first host sent the frame.</param>
    public static ClockOffset Compare(IEnumerable<Frame> here, IEnumerable<Frame> there, Func<Frame, bool> isSentHere)
    {
        var timesThere = there.GroupBy(Identity).ToDictionary(group => group.Key, group => group.First().Time);
        TimeSpan? min = null, max = null;
        foreach (var frame in here.DistinctBy(Identity))
        {
            if (!timesThere.TryGetValue(Identity(frame), out var timeThere))
            {
                continue;
            }

            var difference = timeThere - frame.Time;
            if (isSentHere(frame))
            {
                max = max is { } upper && upper < difference ? upper : difference;
            }
            else
            {
                min = min is { } lower && lower > difference ? lower : difference;
            }
        }

        return (min, max) switch
        {
            ({ } lower, { } upper) => new ClockOffset((lower + upper) / 2, (upper - lower).Duration() / 2),
            _ => new ClockOffset(TimeSpan.Zero, null),
        };
    }

    private static (PacketKey, int) Identity(Frame frame) => (frame.Packet.Key, frame.Tunnel?.Id ?? 0);
}
