using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>Finds the packets that carry a text, and the answers to them.</summary>
internal static class CarriedText
{
    /// <summary>
    /// Selects the packets that carry a message, with all its segments, and the answers to them. The order of the packets is unchanged.
    /// </summary>
    /// <param name="traceId">The message's trace id in ASCII, which is sent together with the message on every connection.</param>
    public static IReadOnlyList<PacketWalk> Select(IReadOnlyList<PacketWalk> walks, ReadOnlyMemory<byte> traceId)
    {
        var found = walks.GroupBy(walk => (walk.Client, walk.IsForward)).SelectMany(Writes)
            .Where(write => write.SelectMany(walk => walk.Packet.Payload.ToArray()).ToArray().AsSpan().IndexOf(traceId.Span) >= 0)
            .SelectMany(write => write.Concat(Answers(walks, write[^1])))
            .ToHashSet<PacketWalk>(ReferenceEqualityComparer.Instance);
        return [.. walks.Where(found.Contains)];
    }

    /// <summary>Groups data packets into the writes of the sending program. A packet with PSH ends a write.</summary>
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
    /// Finds the first packet in the other direction that acknowledges a write. If the client wrote, also finds the response, which is the
    /// first such packet with data. Data that a server pushes has no response.
    /// </summary>
    /// <param name="last">The last packet of the write.</param>
    private static IEnumerable<PacketWalk> Answers(IReadOnlyList<PacketWalk> walks, PacketWalk last)
    {
        var back = walks.Where(walk => walk.Client == last.Client && walk.IsForward != last.IsForward
            && walk.Packet.Acknowledges(last.Packet.Next)).ToList();
        return back.Take(1).Concat(back.Where(walk => last.IsForward && walk.Packet.Payload.Length > 0).Take(1));
    }
}
