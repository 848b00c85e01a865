using ChatAspire.Web.Streaming;

namespace ChatAspire.Web.Tests.Unit;

public sealed class FlushLoadTests
{
    private readonly SteppedTime _time = new();

    /// <summary>Flushes of a millisecond, so many in a second.</summary>
    [Theory]
    [InlineData(10, 200, 0, 0)]
    [InlineData(80, 200, 5, 15)]
    [InlineData(300, 200, 25, 25)]
    [InlineData(300, 20, 4, 4)]
    [InlineData(300, 5, 0, 0)]
    public void A_busy_node_rests_after_flushes_to_many_and_an_idle_one_does_not(int flushes, int subscribers, int min, int max)
    {
        var load = new FlushLoad(_time);
        for (var i = 0; i < 2 * flushes; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1.0 / flushes));
            load.Add(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(load.RestAfter(subscribers).TotalMilliseconds, min, max);
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan step) => _now += step.Ticks;
    }
}
