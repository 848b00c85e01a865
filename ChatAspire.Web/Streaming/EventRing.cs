using System.Buffers;

namespace ChatAspire.Web.Streaming;

/// <summary>A room's newest message events, encoded and without gaps. Subscribers that are slightly behind are served from it.</summary>
/// <remarks>Bounded in events and in bytes. Not thread-safe.</remarks>
internal sealed class EventRing(int maxEvents, int maxBytes)
{
    private readonly byte[]?[] _slots = new byte[maxEvents][];
    private long _bytes;

    /// <summary>The number of the oldest event; equals <see cref="Next"/> when the ring is empty.</summary>
    public long First { get; private set; } = 1;

    /// <summary>The number of the event to be added next.</summary>
    public long Next { get; private set; } = 1;

    /// <summary>The event with a number from <see cref="First"/> to <see cref="Next"/> - 1.</summary>
    public byte[] this[long seq] => _slots[seq % maxEvents]!;

    /// <summary>The events from one number to another.</summary>
    public IEnumerable<byte[]> Events(long from, long to)
    {
        for (var seq = from; seq <= to; seq++)
        {
            yield return this[seq];
        }
    }

    /// <summary>Removes all events; the next event has the number <paramref name="next"/>.</summary>
    public void Restart(long next)
    {
        Array.Clear(_slots);
        First = Next = next;
        _bytes = 0;
    }

    /// <summary>Adds the event numbered <see cref="Next"/>.</summary>
    public void Add(byte[] item)
    {
        while (Next > First && (Next - First == maxEvents || _bytes + item.Length > maxBytes))
        {
            _bytes -= this[First].Length;
            _slots[First % maxEvents] = null;
            First++;
        }

        _slots[Next % maxEvents] = item;
        _bytes += item.Length;
        Next++;
    }

    /// <summary>Copies the events from one number to another, and stops after about <paramref name="limit"/> bytes.</summary>
    /// <returns>The number of the last event copied.</returns>
    public long CopyTo(IBufferWriter<byte> writer, long from, long to, int limit)
    {
        var seq = from;
        for (var written = 0; seq <= to && written < limit; seq++)
        {
            writer.Write(this[seq]);
            written += this[seq].Length;
        }

        return seq - 1;
    }
}
