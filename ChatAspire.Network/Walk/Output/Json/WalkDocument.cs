using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>The JSON form of a walk.</summary>
/// <param name="Packets">Null in the last line of a live walk, whose packets precede it.</param>
internal sealed record WalkDocument(
    string Title,
    ProbeOutcome? Outcome,
    IReadOnlyDictionary<string, ClockDocument> Clocks,
    IEnumerable<PacketDocument>? Packets,
    Verdict? Verdict,
    IEnumerable<LogRulesDocument>? LogRules,
    IReadOnlyList<string> Notes)
{
    public static WalkDocument Of(WalkReport report, bool withPackets) => new(
        report.Title,
        report.Outcome,
        report.Clocks.ToDictionary(clock => clock.Key, clock =>
            new ClockDocument(clock.Value.Offset.TotalMicroseconds, clock.Value.Uncertainty?.TotalMicroseconds)),
        withPackets ? report.Packets.Select(PacketDocument.Of) : null,
        report.Verdict,
        report.Captures.Any(capture => capture.LogRules is not null) ? report.Captures.Select(LogRulesDocument.Of) : null,
        report.Notes);
}
