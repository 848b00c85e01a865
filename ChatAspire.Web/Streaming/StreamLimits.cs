namespace ChatAspire.Web.Streaming;

/// <summary>Bounds of a room's memory, and intervals of its periodic work, on one node.</summary>
internal static class StreamLimits
{
    /// <summary>
    /// The size of the buffer between a response and its socket. With this size, PipeOptions pauses a writer at one buffered byte and
    /// resumes it at none, so a flush completes only when the socket has taken everything.
    /// </summary>
    public const int ResponseBufferBytes = 1;

    /// <summary>Events that a room keeps in memory for subscribers that fall behind.</summary>
    public const int RingEvents = 1_024;

    /// <summary>Bytes that a room keeps in memory for subscribers that fall behind.</summary>
    public const int RingBytes = 1 << 20;

    /// <summary>Approximate maximum of bytes in one flush of messages, to live subscribers or to a subscriber that catches up.</summary>
    public const int CatchUpBytes = 32 << 10;

    /// <summary>Messages per page of history. A subscriber that stalls holds one page: at most 0.8 MB.</summary>
    public const int PageMessages = 64;

    /// <summary>Interval between the comment lines that keep a quiet room's connections alive.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>Time without a notification after which a room compares itself with the log.</summary>
    public static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(900);

    /// <summary>
    /// Replaces <see cref="CheckInterval"/> while this node is not subscribed to the room's channel, for example for lack of the right.
    /// </summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Time between two attempts to subscribe to a room's channel.</summary>
    public static readonly TimeSpan SubscribeInterval = TimeSpan.FromSeconds(5);

    /// <summary>Time after which a room without subscribers is closed; a subscriber that reconnects earlier finds it still open.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);
}
