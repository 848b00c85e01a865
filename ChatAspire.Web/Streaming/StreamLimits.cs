namespace ChatAspire.Web.Streaming;

/// <summary>What bounds a room's memory and work on a node.</summary>
internal static class StreamLimits
{
    private static readonly TimeSpan CoalescingDelayPerSubscriber = TimeSpan.FromMicroseconds(200); // a write takes some 10: a twentieth of a processor per room
    private static readonly TimeSpan MinCoalescingDelay = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan MaxCoalescingDelay = TimeSpan.FromMilliseconds(25); // below what people notice

    /// <summary>Events a room keeps in memory for subscribers that fall behind.</summary>
    public const int RingEvents = 1_024;

    /// <summary>Bytes a room keeps in memory for subscribers that fall behind.</summary>
    public const int RingBytes = 1 << 20;

    /// <summary>Bytes written to a subscriber that catches up before it is waited for; half of Kestrel's buffer for a response.</summary>
    public const int CatchUpBytes = 32 << 10;

    /// <summary>Messages read from Redis at a time: what a subscriber that stalls in the history holds, 0.8 MB of the longest.</summary>
    public const int PageMessages = 64;

    /// <summary>A quiet room's subscribers get a comment line this often.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>A log that has not rung is looked at this often.</summary>
    public static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(900);

    /// <summary>How often a subscriber's claim to be ahead of the log may end an epoch.</summary>
    public static readonly TimeSpan MinClaimInterval = TimeSpan.FromMinutes(1);

    /// <summary>A room without a subscriber is kept this long, for a subscriber that reconnects.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a room collects after a round: a write costs the same for one message as for ten, so the more subscribers
    /// a round writes to, the longer the next one waits for company. What it adds to a delivery's latency is bounded.
    /// </summary>
    public static TimeSpan CoalescingDelay(int subscribers)
    {
        var delay = subscribers * CoalescingDelayPerSubscriber;
        return delay < MinCoalescingDelay ? TimeSpan.Zero : delay < MaxCoalescingDelay ? delay : MaxCoalescingDelay;
    }
}
