using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>The recordings that a running capture session added since the previous poll.</summary>
/// <param name="Begin">When all captures of the host had started, by its own clock.</param>
/// <param name="Time">When the poll began, by the host's clock.</param>
/// <param name="Captures">The bytes by which each device's pcap file grew.</param>
/// <param name="TraceText">The text by which the chain trace grew.</param>
internal sealed record CapturePoll(
    string Host, DateTime Begin, DateTime Time, IReadOnlyList<(CapturePoint Point, ReadOnlyMemory<byte> Bytes)> Captures, string TraceText);
