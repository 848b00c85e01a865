namespace ChatAspire.Network.Walk.Capture;

/// <summary>The messages that tcpdump printed about a capture.</summary>
/// <param name="Captured">The number of packets that it wrote; null if it printed no count.</param>
/// <param name="Dropped">The number of packets that the kernel discarded because tcpdump's buffer was full.</param>
/// <param name="Others">Every line that is not part of the usual messages.</param>
internal sealed record TcpdumpSummary(int? Captured, int Dropped, IReadOnlyList<string> Others);
