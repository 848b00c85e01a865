using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk.Output;

/// <summary>What a walk found.</summary>
/// <param name="Title">What was followed: "chat-b 172.18.0.22 → redis 172.18.0.100:6379".</param>
/// <param name="Packets">In the order in which they were first seen.</param>
/// <param name="Clocks">Host → its clock against the first host's; the first host is in it, with none.</param>
/// <param name="Outcome">How the walk's own traffic fared; null where it made none.</param>
/// <param name="Trouble">Where it stops, and why; null where all arrived.</param>
/// <param name="Taps">What was seen, as it was seen.</param>
/// <param name="Notes">What was not seen or not read.</param>
internal sealed record WalkReport(
    string Title,
    IReadOnlyList<PacketWalk> Packets,
    IReadOnlyDictionary<string, ClockOffset> Clocks,
    ProbeOutcome? Outcome,
    Verdict? Trouble,
    IReadOnlyList<CaptureResult> Taps,
    IReadOnlyList<string> Notes)
{
    /// <summary>When the first packet was first seen.</summary>
    public DateTime Begin => Packets.Count > 0 ? Packets[0].Begin : default;
}
