namespace ChatAspire.Web.Streaming;

/// <summary>
/// The share of its time that this node spent in writing to subscribers lately, and the rest between two flushes of a room that follows
/// from it. Ten messages in one write cost as much as one: a busy node collects messages, an idle one writes each at once.
/// </summary>
internal sealed class FlushLoad(TimeProvider time)
{
    /// <summary>The share from which on rooms rest.</summary>
    private const double Busy = 0.03;

    /// <summary>The share from which on they rest as long as they may.</summary>
    private const double Full = 0.15;

    private const double WindowSeconds = 0.1;
    private static readonly TimeSpan MinRest = TimeSpan.FromMilliseconds(2); // shorter ones are not worth a timer
    private static readonly TimeSpan MaxRest = TimeSpan.FromMilliseconds(25); // below human perception
    private static readonly TimeSpan MaxRestPerSubscriber = TimeSpan.FromMicroseconds(200); // few writes save little

    private readonly Lock _gate = new();
    private double _share;
    private long _at = time.GetTimestamp();

    /// <summary>The time for which a room collects messages after a flush.</summary>
    public TimeSpan RestAfter(int subscribers)
    {
        var longest = TimeSpan.FromTicks(Math.Min(MaxRest.Ticks, subscribers * MaxRestPerSubscriber.Ticks));
        lock (_gate)
        {
            var rest = longest * Math.Clamp((_share - Busy) / (Full - Busy), 0, 1);
            return rest < MinRest ? TimeSpan.Zero : rest;
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
