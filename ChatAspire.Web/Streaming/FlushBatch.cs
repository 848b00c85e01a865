using System.Buffers;

namespace ChatAspire.Web.Streaming;

/// <summary>The bytes of one flush: messages, then transient events (presence, typing, state of Redis, heartbeat).</summary>
/// <param name="All">Messages and transient events, for subscribers at the end of the log.</param>
/// <param name="Transient">Transient events only, for subscribers that wait for a check of the log.</param>
/// <param name="First">The number of the first message; greater than <paramref name="Last"/> when there is none.</param>
/// <param name="Last">The number of the last message.</param>
/// <param name="Here">The newest participants event, which subscribers have after this flush; null before the first one.</param>
/// <param name="Redis">The newest Redis event, which subscribers have after this flush; null when the state never changed.</param>
/// <param name="Rented">The pooled array behind both pieces; null when the batch is empty.</param>
internal readonly record struct FlushBatch(
    StreamPiece All,
    StreamPiece Transient,
    long First,
    long Last,
    byte[]? Here,
    byte[]? Redis,
    byte[]? Rented)
{
    public static FlushBatch Of(
        EventRing ring, long first, long last, int messageBytes, List<byte[]> transientEvents, byte[]? here, byte[]? redis)
    {
        var transientBytes = transientEvents.Sum(item => item.Length);
        var length = messageBytes + transientBytes;
        if (length == 0)
        {
            return new FlushBatch(default, default, first, last, here, redis, null);
        }

        var rented = ArrayPool<byte>.Shared.Rent(length + transientBytes + (2 * StreamPiece.MaxFrameBytes));
        var all = StreamPiece.Of(ring.Events(first, last).Concat(transientEvents), length, rented);
        var transient = StreamPiece.Of(transientEvents, transientBytes, rented.AsMemory(all.Chunk.Length));
        return new FlushBatch(all, transient, first, last, here, redis, rented);
    }

    /// <summary>Returns the array to the pool; the two pieces must not be used afterwards.</summary>
    public void Return()
    {
        if (Rented is not null)
        {
            ArrayPool<byte>.Shared.Return(Rented);
        }
    }
}
