using ChatAspire.Web.Streaming;

namespace ChatAspire.Web.Tests.Unit;

public sealed class FlushLoadTests
{
    private readonly SteppedTime _time = new();

    /// <summary>Flushes of a millisecond, so many in a second.</summary>
    [Theory]
    [InlineData(80, 200, 0, 0)]
    [InlineData(200, 200, 2, 5)]
    [InlineData(500, 200, 10, 10)]
    [InlineData(500, 60, 3, 3)]
    [InlineData(500, 20, 0, 0)]
    public void A_busy_node_delays_flushes_to_many_and_an_idle_one_does_not(int flushes, int subscribers, int min, int max)
    {
        var load = new FlushLoad(_time);
        for (var i = 0; i < 2 * flushes; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1.0 / flushes));
            load.Add(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(load.DelayAfter(subscribers).TotalMilliseconds, min, max);
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan step) => _now += step.Ticks;
    }
}
