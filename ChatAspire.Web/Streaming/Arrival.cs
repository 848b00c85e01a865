using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Streaming;

/// <summary>The position, header and arrival time of a message; recorded only while deliveries are measured or traced.</summary>
internal readonly record struct Arrival(LogPosition Position, DateTimeOffset At, StoredMessageHeader Header)
{
    public static Arrival Of(LogPosition position, ReadOnlySpan<byte> body) =>
        new(position, DateTimeOffset.UtcNow, StoredMessageHeader.Read(body));
}
