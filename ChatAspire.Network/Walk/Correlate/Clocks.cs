using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>How much a host's clock is ahead of the first host's.</summary>
/// <param name="Offset">Subtract it from the host's times.</param>
/// <param name="Uncertainty">The true offset is within this, either way; null where no packet crossed both ways.</param>
internal sealed record ClockOffset(TimeSpan Offset, TimeSpan? Uncertainty);

/// <summary>Compares the clocks of hosts by the packets that crossed between them.</summary>
internal static class Clocks
{
    /// <summary>
    /// A packet arrives after it was sent. So for offset o of the other clock, each packet there with difference d says
    /// o ≤ d, and each packet back says o ≥ −d; the narrowest bounds of all packets hold the truth, their middle is taken.
    /// </summary>
    /// <param name="here">On the first host's NIC.</param>
    /// <param name="there">On the other's.</param>
    /// <param name="isSentHere">Whether the first host sent it.</param>
    public static ClockOffset Compare(IEnumerable<Frame> here, IEnumerable<Frame> there, Func<Frame, bool> isSentHere)
    {
        var other = there.GroupBy(Identity).ToDictionary(group => group.Key, group => group.First().Time);
        TimeSpan? most = null, least = null;
        foreach (var frame in here.DistinctBy(Identity))
        {
            if (!other.TryGetValue(Identity(frame), out var seenThere))
            {
                continue;
            }

            var difference = seenThere - frame.Time;
            if (isSentHere(frame))
            {
                most = most is { } upper && upper < difference ? upper : difference;
            }
            else
            {
                least = least is { } lower && lower > difference ? lower : difference;
            }
        }

        return (least, most) switch
        {
            ({ } lower, { } upper) => new ClockOffset((lower + upper) / 2, (upper - lower).Duration() / 2),
            _ => new ClockOffset(TimeSpan.Zero, null),
        };
    }

    private static (PacketKey, int) Identity(Frame frame) => (frame.Packet.Key, frame.Tunnel?.Id ?? 0);
}
