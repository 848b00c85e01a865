using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>Finds the packets that carry a text, and those that answer it.</summary>
internal static class CarriedText
{
    /// <summary>Of all packets those that carry the message, whole, and those that answer it; in the same order.</summary>
    /// <param name="trace">The message's trace id: wherever the message goes, it has that with it.</param>
    public static IReadOnlyList<PacketWalk> Of(IReadOnlyList<PacketWalk> walks, ReadOnlyMemory<byte> trace)
    {
        var found = walks.GroupBy(walk => (walk.Client, walk.IsForward)).SelectMany(Texts)
            .Where(text => text.SelectMany(walk => walk.Packet.Payload.ToArray()).ToArray().AsSpan().IndexOf(trace.Span) >= 0)
            .SelectMany(text => text.Concat(Answers(walks, text[^1])))
            .ToHashSet<PacketWalk>(ReferenceEqualityComparer.Instance);
        return [.. walks.Where(found.Contains)];
    }

    /// <summary>What was sent in one go: packets of data up to the one that pushes.</summary>
    private static IEnumerable<List<PacketWalk>> Texts(IEnumerable<PacketWalk> sent)
    {
        var text = new List<PacketWalk>();
        foreach (var walk in sent.Where(walk => walk.Packet is { Protocol: Protocol.Tcp, Payload.Length: > 0 }))
        {
            text.Add(walk);
            if (walk.Packet.Flags.HasFlag(TcpFlags.Psh))
            {
                yield return text;
                text = [];
            }
        }

        if (text.Count > 0)
        {
            yield return text;
        }
    }

    /// <summary>The first packet back that acknowledges it, and to a client's request the first with data. What a server tells unasked, nobody answers.</summary>
    private static IEnumerable<PacketWalk> Answers(IReadOnlyList<PacketWalk> walks, PacketWalk last)
    {
        var back = walks.Where(walk => walk.Client == last.Client && walk.IsForward != last.IsForward && walk.Packet.Acknowledges(last.Packet.Next)).ToList();
        return back.Take(1).Concat(back.Where(walk => last.IsForward && walk.Packet.Payload.Length > 0).Take(1));
    }
}
