using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>
/// Takes large frames apart. A kernel hands TCP data down as one frame of many segments, cut only where a device cannot do
/// that (here before the tunnel), and joins what it receives (segmentation offload: Linux, networking/segmentation-offloads).
/// So one device shows one large frame where the next shows several segments: the same packets.
/// </summary>
internal static class Segments
{
    /// <param name="seen">The frames of each device.</param>
    /// <returns>The same, with each large frame as the segments that other devices showed of it.</returns>
    public static Dictionary<CapturePoint, IReadOnlyList<Frame>> Split(IReadOnlyDictionary<CapturePoint, IReadOnlyList<Frame>> seen)
    {
        var shortest = seen.Values.SelectMany(frames => frames).Select(frame => frame.Packet).Where(packet => packet.Protocol == Protocol.Tcp && packet.Payload.Length > 0)
            .GroupBy(Begin).ToDictionary(group => group.Key, group => group.Min(packet => packet.Payload.Length));
        return seen.ToDictionary(place => place.Key, place => (IReadOnlyList<Frame>)
            [.. place.Value.SelectMany(frame => shortest.TryGetValue(Begin(frame.Packet), out var size) && size < frame.Packet.Payload.Length ? Split(frame, size) : [frame])]);
    }

    /// <summary>Neither bridge, tunnel nor NAT changes it, and a large frame has it from its first segment.</summary>
    private static (int Id, uint Sequence, uint Acknowledged) Begin(Packet packet) => (packet.Id, packet.Sequence, packet.Acknowledged);

    /// <summary>All of one size but the last; each has the next number; what pushes or ends is the last.</summary>
    private static IEnumerable<Frame> Split(Frame frame, int size)
    {
        var whole = frame.Packet;
        var count = (whole.Payload.Length + size - 1) / size;
        for (var i = 0; i < count; i++)
        {
            var payload = whole.Payload.Slice(i * size, Math.Min(size, whole.Payload.Length - (i * size)));
            yield return frame with
            {
                OffloadedPacket = whole,
                Packet = whole with
                {
                    Id = (whole.Id + i) & 0xffff,
                    Sequence = whole.Sequence + (uint)(i * size),
                    Length = whole.Length - whole.Payload.Length + payload.Length,
                    Kind = i == count - 1 ? whole.Kind : whole.Kind & ~(int)(TcpFlags.Psh | TcpFlags.Fin),
                    Payload = payload,
                },
            };
        }
    }
}
