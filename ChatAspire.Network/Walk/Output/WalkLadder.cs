using System.Globalization;
using ChatAspire.Network.Drawing;
using ChatAspire.Network.Walk.Correlate;

namespace ChatAspire.Network.Walk.Output;

/// <summary>Formats a walk as lines from top to bottom: each packet with its hosts, devices and chains in order, with times.</summary>
internal static class WalkLadder
{
    /// <summary>Formats a whole report.</summary>
    /// <param name="all">True to show every packet in full; false to shorten a packet if one of its kind was shown before.</param>
    public static IEnumerable<LadderLine> Lines(WalkReport report, bool all) =>
    [
        new(LadderTone.Packet, report.Title),
        .. Clocks(report),
        .. Outcome(report),
        .. PacketSelection.Of(report, all).SelectMany(packet =>
            PacketLadder.Lines(packet.Number, packet.Walk, report.Start, packet.InFull)),
        .. Summary(report, PacketSelection.Of(report, all).Any(packet => packet.InFull && HasUpperBound(packet.Walk))),
    ];

    /// <summary>Formats everything after the packets: the legend, notes, and the verdict.</summary>
    /// <param name="hasUpperBounds">True if a time was shown with "≤".</param>
    public static IEnumerable<LadderLine> Summary(WalkReport report, bool hasUpperBounds)
    {
        if (hasUpperBounds)
        {
            yield return new(LadderTone.Plain, "");
            yield return new(LadderTone.Note, "≤ at this time or earlier: a bridge's copy is captured only after the frame was forwarded.");
        }

        foreach (var note in report.Notes)
        {
            yield return new(LadderTone.Note, note);
        }

        yield return new(LadderTone.Plain, "");
        if (report.Verdict is { } verdict)
        {
            yield return new(LadderTone.Failure, $"✗ {verdict}");
            yield return new(LadderTone.Failure, $"  → {verdict.Hint}");
            foreach (var line in verdict.Kernel?.Lines() ?? [])
            {
                yield return new(LadderTone.Note, $"  {Printable.Of(line)}");
            }
        }
        else
        {
            yield return new(LadderTone.Plain, Arrivals(report));
        }
    }

    /// <summary>Indicates whether the packet's ladder shows a time with "≤".</summary>
    public static bool HasUpperBound(PacketWalk walk) => walk.Hops.Index()
        .Any(hop => hop.Item is DeviceHop && walk.TimeAt(hop.Index).IsUpperBound);

    /// <summary>Formats the offset of each host's clock from the first host's.</summary>
    public static IEnumerable<LadderLine> Clocks(WalkReport report) =>
        report.Clocks.Skip(1).Select(host => new LadderLine(LadderTone.Note, Clock(host.Key, host.Value)));

    /// <summary>Formats the outcome of the walk's own traffic; empty if it sent none.</summary>
    public static IEnumerable<LadderLine> Outcome(WalkReport report)
    {
        if (report.Outcome is { } outcome)
        {
            yield return outcome.Succeeded
                ? new(LadderTone.Note, $"Result: {outcome.Message}")
                : new(LadderTone.Failure, $"Failed: {outcome.Message}");
        }
    }

    private static string Arrivals(WalkReport report)
    {
        var (count, arrived) = (report.Packets.Count, report.Packets.Count(walk => walk.Arrived));
        if (count == 0)
        {
            return "No packet was captured.";
        }

        return arrived == count
            ? $"✓ {(count == 1 ? "1 packet, arrived." : $"{count} packets, all arrived.")}"
            : $"✓ {arrived} of {count} packets arrived; the others were retransmitted or superseded.";
    }

    private static string Clock(string host, ClockOffset clock)
    {
        if (clock.Uncertainty is not { } uncertainty)
        {
            return $"Clock of {host}: not compared, because no packet crossed in both directions";
        }

        var direction = clock.Offset < TimeSpan.Zero ? "behind" : "ahead";
        return $"Clock of {host}: {Microseconds(clock.Offset.Duration())} µs {direction} (± {Microseconds(uncertainty)} µs), corrected";
    }

    private static string Microseconds(TimeSpan time) => time.TotalMicroseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
