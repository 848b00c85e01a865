using System.Buffers;

namespace ChatAspire.Web.Streaming;

/// <summary>What one round writes: messages, then what passes (presence, typing, state), in one piece of memory.</summary>
/// <param name="All">Everything, for subscribers that are at the end of the log.</param>
/// <param name="Transient">Without the messages, for subscribers that are not.</param>
/// <param name="First">The number of the first message; after <paramref name="Last"/> when there is none.</param>
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
            return new FlushBatch(ring[last], default, first, last, here, redis, null); // the usual case: nothing is copied
        }

        var length = messageBytes;
        foreach (var item in transientEvents)
        {
            length += item.Length;
        }

        var rented = ArrayPool<byte>.Shared.Rent(length);
        var at = 0;
        for (var seq = first; seq <= last; seq++)
        {
            at = Put(ring[seq], rented, at);
        }

        foreach (var item in transientEvents)
        {
            at = Put(item, rented, at);
        }

        return new FlushBatch(rented.AsMemory(0, length), rented.AsMemory(messageBytes, length - messageBytes), first, last, here, redis, rented);
    }

    /// <summary>Gives the memory back; nothing of the batch may be used any more.</summary>
    public void Return()
    {
        if (Rented is not null)
        {
            ArrayPool<byte>.Shared.Return(Rented);
        }
    }

    private static int Put(byte[] item, byte[] target, int at)
    {
        item.CopyTo(target, at);
        return at + item.Length;
    }
}
