using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Streaming;

/// <summary>A message's arrival at this node, for its span and its latency; kept only while deliveries are measured.</summary>
internal readonly record struct Arrival(long Seq, DateTimeOffset At, StoredMessageHeader Header)
{
    public static Arrival Of(long seq, ReadOnlySpan<byte> body) => new(seq, DateTimeOffset.UtcNow, StoredMessageHeader.Read(body));
}
