using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk.Output;

/// <summary>The result of a walk.</summary>
/// <param name="Title">The traffic that was followed: "chat-b 172.18.0.22 → redis 172.18.0.100:6379".</param>
/// <param name="Packets">The packets, in the order in which they were first seen.</param>
/// <param name="Clocks">The clock of each host, relative to the first host's, which is included.</param>
/// <param name="Outcome">The outcome of the walk's own traffic; null if it sent none.</param>
/// <param name="Verdict">The place where packets stop, and the cause; null if no fault was found.</param>
/// <param name="Captures">The captures of each host.</param>
/// <param name="Notes">Messages for the reader, such as about devices that could not be captured.</param>
internal sealed record WalkReport(
    string Title,
    IReadOnlyList<PacketWalk> Packets,
    IReadOnlyDictionary<string, ClockOffset> Clocks,
    ProbeOutcome? Outcome,
    Verdict? Verdict,
    IReadOnlyList<CaptureResult> Captures,
    IReadOnlyList<string> Notes)
{
    /// <summary>The time when the first packet was first seen; <c>default</c> without packets.</summary>
    public DateTime Start => Packets.Count > 0 ? Packets[0].Start : default;
}
