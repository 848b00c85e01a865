namespace ChatAspire.Network.Walk.Capture;

/// <summary>The messages of tcpdump about a capture.</summary>
/// <param name="Captured">The number of packets it wrote; null if it did not say.</param>
/// <param name="Dropped">The number of packets that the kernel could not deliver to it.</param>
/// <param name="Others">Every line that is not part of the usual messages.</param>
internal sealed record TcpdumpSummary(int? Captured, int Dropped, IReadOnlyList<string> Others);
