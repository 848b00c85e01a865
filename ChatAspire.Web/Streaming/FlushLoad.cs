namespace ChatAspire.Web.Streaming;

/// <summary>
/// The share of recent time that this node spent writing to subscribers, and the coalescing delay derived from it. Ten messages in one
/// write cost as much as one, so a busy node delays its flushes, and an idle one does not.
/// </summary>
internal sealed class FlushLoad(TimeProvider time)
{
    /// <summary>The load above which flushes are delayed.</summary>
    private const double Busy = 0.1;

    /// <summary>The load at which the delay reaches its maximum.</summary>
    private const double Full = 0.4;

    private const double WindowSeconds = 0.1;
    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(2); // shorter ones are not worth a timer
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(10); // as long as a message takes anyway
    private static readonly TimeSpan MaxDelayPerSubscriber = TimeSpan.FromMicroseconds(50); // few writes save little

    private readonly Lock _gate = new();
    private double _share;
    private long _at = time.GetTimestamp();

    /// <summary>The time for which a room collects messages after a flush to some subscribers.</summary>
    public TimeSpan DelayAfter(int subscribers)
    {
        var longest = TimeSpan.FromTicks(Math.Min(MaxDelay.Ticks, subscribers * MaxDelayPerSubscriber.Ticks));
        lock (_gate)
        {
            var delay = longest * Math.Clamp((_share - Busy) / (Full - Busy), 0, 1);
            return delay < MinDelay ? TimeSpan.Zero : delay;
        }
    }

    /// <summary>Adds the time that a flush has just spent in writing. Older ones count less: a tenth of a second ago, some third.</summary>
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
