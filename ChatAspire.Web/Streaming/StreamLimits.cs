namespace ChatAspire.Web.Streaming;

/// <summary>Bounds of a room's memory and work on a node.</summary>
internal static class StreamLimits
{
    /// <summary>
    /// The buffer between a response and its socket: a flush completes when the socket has taken everything (PipeOptions: a writer is
    /// paused from one byte on, and resumed at none).
    /// </summary>
    public const int ResponseBufferBytes = 1;

    /// <summary>Events that a room keeps in memory for subscribers that fall behind.</summary>
    public const int RingEvents = 1_024;

    /// <summary>Bytes that a room keeps in memory for subscribers that fall behind.</summary>
    public const int RingBytes = 1 << 20;

    /// <summary>Bytes written to a subscriber that catches up before its flush is awaited.</summary>
    public const int CatchUpBytes = 32 << 10;

    /// <summary>Messages per page of history. A subscriber that stalls holds one page: at most 0.8 MB.</summary>
    public const int PageMessages = 64;

    /// <summary>Interval between the comment lines that keep a quiet room's connections alive.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>Time without a notification after which a room compares itself with the log.</summary>
    public static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(900);

    /// <summary>The same where notifications do not arrive, because this node may not subscribe to the room's channel.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Time between two attempts to subscribe to a room's channel.</summary>
    public static readonly TimeSpan SubscribeInterval = TimeSpan.FromSeconds(5);

    /// <summary>Time for which a room without subscribers is kept, for a subscriber that reconnects.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);
}
