using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Streaming;

/// <summary>When a message came to this node, for its span and its latency; kept only while someone measures.</summary>
internal readonly record struct Arrival(long Seq, DateTimeOffset At, StoredMessageHeader Header)
{
    public static Arrival Of(long seq, ReadOnlySpan<byte> body) => new(seq, DateTimeOffset.UtcNow, StoredMessageHeader.Read(body));
}
