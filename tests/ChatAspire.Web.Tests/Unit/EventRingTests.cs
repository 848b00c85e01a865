using System.Buffers;
using ChatAspire.Web.Streaming;

namespace ChatAspire.Web.Tests.Unit;

public sealed class EventRingTests
{
    [Fact]
    public void Keeps_the_newest_events_within_the_maximum_number()
    {
        var ring = new EventRing(maxEvents: 4, maxBytes: 1_000);
        ring.Restart(10);
        for (byte i = 10; i < 20; i++)
        {
            ring.Add([i]);
        }

        Assert.Equal((16, 20), (ring.First, ring.Next));
        Assert.Equal(19, ring[19][0]);
    }

    [Fact]
    public void Keeps_the_newest_events_within_the_maximum_bytes_and_always_the_last_one()
    {
        var ring = new EventRing(maxEvents: 100, maxBytes: 10);
        ring.Add(new byte[4]);
        ring.Add(new byte[4]);
        ring.Add(new byte[4]);
        Assert.Equal(2, ring.First);

        ring.Add(new byte[50]);
        Assert.Equal((4, 5), (ring.First, ring.Next));
    }

    [Fact]
    public void Copies_from_any_number_up_to_a_limit()
    {
        var ring = new EventRing(maxEvents: 10, maxBytes: 1_000);
        for (byte i = 1; i <= 6; i++)
        {
            ring.Add([i, i]);
        }

        var writer = new ArrayBufferWriter<byte>();
        Assert.Equal(4, ring.CopyTo(writer, from: 3, to: 6, limit: 3));
        Assert.Equal([3, 3, 4, 4], writer.WrittenSpan.ToArray());
        Assert.Equal(6, ring.CopyTo(writer, from: 5, to: 6, limit: 100));
    }
}
