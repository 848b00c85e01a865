using ChatAspire.Network.Walk.Drops;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>The recordings of one host.</summary>
/// <param name="Captures">The pcap file of each device that could be captured.</param>
/// <param name="TraceText">The output of <c>xtables-monitor --trace</c>.</param>
/// <param name="Traversals">The parsed trace, in the kernel's order.</param>
/// <param name="Begin">The time when all captures of the host had started, by its own clock.</param>
/// <param name="End">
/// The time when the captures ended, by the host's clock; if one capture ended early, the time up to which all captures are complete.
/// </param>
/// <param name="LogRules">The result of the LOG rules; null unless requested.</param>
/// <param name="Notes">Descriptions of everything that could not be captured or read, with the reason.</param>
internal sealed record CaptureResult(
    string Host,
    IReadOnlyList<(CapturePoint Point, ReadOnlyMemory<byte> File)> Captures,
    string TraceText,
    IReadOnlyList<ChainTraversal> Traversals,
    DateTime Begin,
    DateTime End,
    LogRulesResult? LogRules,
    IReadOnlyList<string> Notes)
{
    /// <summary>The dropped packets; null unless requested.</summary>
    public DropRecording? Drops { get; init; }
}
