using System.Buffers;

namespace ChatAspire.Web.Streaming;

/// <summary>A room's newest messages, as encoded events without gaps. Serves subscribers that are slightly behind.</summary>
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

    /// <summary>Returns the events numbered <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
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

    /// <summary>Adds the event numbered <see cref="Next"/>, and removes the oldest ones that no longer fit.</summary>
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

    /// <summary>
    /// Copies the events numbered <paramref name="from"/> to <paramref name="to"/>, both included; stops after about
    /// <paramref name="limit"/> bytes.
    /// </summary>
    /// <returns>The number of the last event copied; <paramref name="from"/> - 1 if none was copied.</returns>
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
