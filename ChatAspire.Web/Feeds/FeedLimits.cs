namespace ChatAspire.Web.Feeds;

/// <summary>What bounds a room's memory and work on a node.</summary>
internal static class FeedLimits
{
    /// <summary>Events a room keeps in memory for readers that fall behind.</summary>
    public const int RingEvents = 1_024;

    /// <summary>Bytes a room keeps in memory for readers that fall behind.</summary>
    public const int RingBytes = 1 << 20;

    /// <summary>Bytes written to a reader that catches up before it is waited for; half of Kestrel's buffer for a response.</summary>
    public const int CatchUpBytes = 32 << 10;

    /// <summary>Messages read from Redis at a time: what a reader that stalls in the history holds, 0.8 MB of the longest.</summary>
    public const int PageMessages = 64;

    /// <summary>A quiet room's readers get a comment line this often.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>A log that has not rung is looked at this often.</summary>
    public static readonly TimeSpan Check = TimeSpan.FromMilliseconds(900);

    /// <summary>A round that takes longer than this is followed by a rest of the same length, so that rounds take half the time at most.</summary>
    public static readonly TimeSpan LongRound = TimeSpan.FromMilliseconds(1);

    /// <summary>The longest such rest: what it may add to a delivery's latency.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(50);

    /// <summary>How often a reader's claim to be ahead of the log may end an epoch.</summary>
    public static readonly TimeSpan ClaimInterval = TimeSpan.FromMinutes(1);

    /// <summary>A room without a reader is kept this long, for a reader that reconnects.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
}
