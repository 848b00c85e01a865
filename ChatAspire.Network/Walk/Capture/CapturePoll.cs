using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>The recordings that a running capture session added since the previous poll.</summary>
/// <param name="Begin">
/// The time when all captures of the host had started, by its own clock; a thousand years after the epoch until that is known.
/// </param>
/// <param name="Time">The time of the poll, by the host's clock; the epoch if it is not known yet.</param>
/// <param name="Captures">The bytes by which each device's pcap file grew.</param>
/// <param name="TraceText">The text by which the chain trace grew.</param>
internal sealed record CapturePoll(
    string Host, DateTime Begin, DateTime Time, IReadOnlyList<(CapturePoint Point, ReadOnlyMemory<byte> Bytes)> Captures, string TraceText);
