namespace ChatAspire.Web.Streaming;

/// <summary>Bounds of a room's memory and work on a node.</summary>
internal static class StreamLimits
{
    // A write takes about 10 µs, so flushing uses a twentieth of a processor per room.
    private static readonly TimeSpan CoalescingDelayPerSubscriber = TimeSpan.FromMicroseconds(200);

    private static readonly TimeSpan MinCoalescingDelay = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan MaxCoalescingDelay = TimeSpan.FromMilliseconds(25); // below human perception

    /// <summary>Events that a room keeps in memory for subscribers that fall behind.</summary>
    public const int RingEvents = 1_024;

    /// <summary>Bytes that a room keeps in memory for subscribers that fall behind.</summary>
    public const int RingBytes = 1 << 20;

    /// <summary>Bytes written to a subscriber that catches up before its flush is awaited; half of Kestrel's response buffer.</summary>
    public const int CatchUpBytes = 32 << 10;

    /// <summary>Messages per page of history: at most 0.8 MB held by a subscriber that stalls in the history.</summary>
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

    /// <summary>
    /// The delay between two flushes of a room. Writing ten messages costs as much as writing one, so the more subscribers a
    /// room has, the longer it collects messages. The latency added is bounded by <see cref="MaxCoalescingDelay"/>.
    /// </summary>
    public static TimeSpan CoalescingDelay(int subscribers)
    {
        var delay = subscribers * CoalescingDelayPerSubscriber;
        return delay < MinCoalescingDelay ? TimeSpan.Zero : delay < MaxCoalescingDelay ? delay : MaxCoalescingDelay;
    }
}
