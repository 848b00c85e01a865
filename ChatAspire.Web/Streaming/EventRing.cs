using System.Buffers;

namespace ChatAspire.Web.Streaming;

/// <summary>A room's newest events, encoded, without a hole: what subscribers that fell a little behind are served from.</summary>
/// <remarks>Bounded in number and in bytes. Not safe for two threads at once.</remarks>
internal sealed class EventRing(int maxEvents, int maxBytes)
{
    private readonly byte[]?[] _slots = new byte[maxEvents][];
    private long _bytes;

    /// <summary>The number of the oldest event; Next when there is none.</summary>
    public long First { get; private set; } = 1;

    /// <summary>The number that the next event has.</summary>
    public long Next { get; private set; } = 1;

    /// <summary>The event of a number from First up to, not including, Next.</summary>
    public byte[] this[long seq] => _slots[seq % maxEvents]!;

    /// <summary>Forgets everything; the next event has the number <paramref name="next"/>.</summary>
    public void Restart(long next)
    {
        Array.Clear(_slots);
        First = Next = next;
        _bytes = 0;
    }

    /// <summary>Adds the event numbered Next.</summary>
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

    /// <summary>Copies events from <paramref name="from"/> to <paramref name="to"/>, at most about <paramref name="limit"/> bytes of them.</summary>
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
