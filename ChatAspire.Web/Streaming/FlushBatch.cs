using System.Buffers;

namespace ChatAspire.Web.Streaming;

/// <summary>The bytes of one flush: messages, then transient events (presence, typing, state), in one piece of memory.</summary>
/// <param name="All">Messages and transient events, for subscribers at the end of the log.</param>
/// <param name="Transient">Transient events only, for subscribers that wait for the log.</param>
/// <param name="First">The number of the first message; greater than <paramref name="Last"/> when there is none.</param>
/// <param name="Last">The number of the last message.</param>
internal readonly record struct FlushBatch(
    ReadOnlyMemory<byte> All,
    ReadOnlyMemory<byte> Transient,
    long First,
    long Last,
    byte[]? Here,
    byte[]? Redis,
    byte[]? Rented)
{
    public static FlushBatch Of(
        EventRing ring, long first, long last, int messageBytes, List<byte[]> transientEvents, byte[]? here, byte[]? redis)
    {
        if (first == last && transientEvents.Count == 0)
        {
            return new FlushBatch(ring[last], default, first, last, here, redis, null); // the common case copies nothing
        }

        var length = messageBytes;
        foreach (var item in transientEvents)
        {
            length += item.Length;
        }

        var rented = ArrayPool<byte>.Shared.Rent(length);
        var offset = 0;
        for (var seq = first; seq <= last; seq++)
        {
            offset = Put(ring[seq], rented, offset);
        }

        foreach (var item in transientEvents)
        {
            offset = Put(item, rented, offset);
        }

        var transient = rented.AsMemory(messageBytes, length - messageBytes);
        return new FlushBatch(rented.AsMemory(0, length), transient, first, last, here, redis, rented);
    }

    /// <summary>Returns the memory to the pool; the batch must not be used afterwards.</summary>
    public void Return()
    {
        if (Rented is not null)
        {
            ArrayPool<byte>.Shared.Return(Rented);
        }
    }

    private static int Put(byte[] item, byte[] target, int offset)
    {
        item.CopyTo(target, offset);
        return offset + item.Length;
    }
}
