using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>Finds the packets that carry a text, and those that answer them.</summary>
internal static class CarriedText
{
    /// <summary>Selects the packets that carry a message, in all its segments, and those that answer it; their order is kept.</summary>
    /// <param name="traceId">The message's trace id, which accompanies the message everywhere.</param>
    public static IReadOnlyList<PacketWalk> Select(IReadOnlyList<PacketWalk> walks, ReadOnlyMemory<byte> traceId)
    {
        var found = walks.GroupBy(walk => (walk.Client, walk.IsForward)).SelectMany(Writes)
            .Where(write => write.SelectMany(walk => walk.Packet.Payload.ToArray()).ToArray().AsSpan().IndexOf(traceId.Span) >= 0)
            .SelectMany(write => write.Concat(Answers(walks, write[^1])))
            .ToHashSet<PacketWalk>(ReferenceEqualityComparer.Instance);
        return [.. walks.Where(found.Contains)];
    }

    /// <summary>Groups data packets into the writes of the sending program: each ends with a PSH.</summary>
    private static IEnumerable<List<PacketWalk>> Writes(IEnumerable<PacketWalk> sent)
    {
        var write = new List<PacketWalk>();
        foreach (var walk in sent.Where(walk => walk.Packet is { Protocol: Protocol.Tcp, Payload.Length: > 0 }))
        {
            write.Add(walk);
            if (walk.Packet.Flags.HasFlag(TcpFlags.Psh))
            {
                yield return write;
                write = [];
            }
        }

        if (write.Count > 0)
        {
            yield return write;
        }
    }

    /// <summary>
    /// Finds the first packet back that acknowledges a write, and for a client's request the first with data. A server's push
    /// has no response.
    /// </summary>
    private static IEnumerable<PacketWalk> Answers(IReadOnlyList<PacketWalk> walks, PacketWalk last)
    {
        var back = walks.Where(walk => walk.Client == last.Client && walk.IsForward != last.IsForward
            && walk.Packet.Acknowledges(last.Packet.Next)).ToList();
        return back.Take(1).Concat(back.Where(walk => last.IsForward && walk.Packet.Payload.Length > 0).Take(1));
    }
}
