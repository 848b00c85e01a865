namespace ChatAspire.Web.Streaming;

/// <summary>
/// The share of recent time that this node spent writing to subscribers, and the coalescing delay derived from it. Ten messages in one
/// write cost as much as a single message, so a busy node delays its flushes to collect some; an idle node does not.
/// </summary>
internal sealed class FlushLoad(TimeProvider time)
{
    /// <summary>The share of time above which flushes are delayed.</summary>
    private const double Busy = 0.1;

    /// <summary>The share of time at which the delay reaches its maximum.</summary>
    private const double Full = 0.4;

    private const double WindowSeconds = 0.1;
    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(2); // a shorter delay is not worth a timer
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(10); // about as long as a delivery takes anyway
    private static readonly TimeSpan MaxDelayPerSubscriber = TimeSpan.FromMicroseconds(50); // a flush to few subscribers costs little

    private readonly Lock _gate = new();
    private double _share;
    private long _at = time.GetTimestamp();

    /// <summary>Returns the time for which a room collects messages after a flush to this many subscribers; zero for no delay.</summary>
    public TimeSpan DelayAfter(int subscribers)
    {
        var longest = TimeSpan.FromTicks(Math.Min(MaxDelay.Ticks, subscribers * MaxDelayPerSubscriber.Ticks));
        lock (_gate)
        {
            var delay = longest * Math.Clamp((_share - Busy) / (Full - Busy), 0, 1);
            return delay < MinDelay ? TimeSpan.Zero : delay;
        }
    }

    /// <summary>Adds the time that a flush just spent writing. Its weight decays exponentially: to 37 % after 0.1 s.</summary>
    public void Add(TimeSpan writing)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var passed = time.GetElapsedTime(_at, now).TotalSeconds;
            _share = (_share * Math.Exp(-passed / WindowSeconds)) + (writing.TotalSeconds / WindowSeconds);
            _at = now;
        }
    }
}
