using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>
/// Splits offloaded frames (GSO, GRO). A kernel passes TCP data down as one large frame, cuts it into segments only before a device that
/// cannot do so itself (here, before the tunnel), and joins received segments (Linux: networking/segmentation-offloads). One device may
/// therefore show one large frame where the next shows several segments of it.
/// </summary>
internal static class Segments
{
    /// <summary>
    /// Replaces each offloaded frame with segments of the size that other devices showed; a frame that no device showed smaller stays.
    /// </summary>
    /// <param name="frames">The frames of each device.</param>
    public static Dictionary<CapturePoint, IReadOnlyList<Frame>> Split(IReadOnlyDictionary<CapturePoint, IReadOnlyList<Frame>> frames)
    {
        var segmentSizes = frames.Values.SelectMany(device => device).Select(frame => frame.Packet)
            .Where(packet => packet.Protocol == Protocol.Tcp && packet.Payload.Length > 0)
            .GroupBy(FirstByte).ToDictionary(group => group.Key, group => group.Min(packet => packet.Payload.Length));
        return frames.ToDictionary(device => device.Key, device => (IReadOnlyList<Frame>)[.. device.Value.SelectMany(SplitFrame)]);

        IEnumerable<Frame> SplitFrame(Frame frame) =>
            segmentSizes.TryGetValue(FirstByte(frame.Packet), out var size) && size < frame.Packet.Payload.Length
                ? Split(frame, size)
                : [frame];
    }

    /// <summary>
    /// Identifies the first byte of the payload by fields that neither bridge, tunnel nor NAT changes and that a large frame
    /// shares with its first segment.
    /// </summary>
    private static (int Id, uint Sequence, uint Acknowledged) FirstByte(Packet packet) => (packet.Id, packet.Sequence, packet.Acknowledged);

    /// <summary>
    /// Cuts a frame into segments of one size, except the last. IPv4 identifications count up, and only the last segment has PSH and FIN.
    /// </summary>
    private static IEnumerable<Frame> Split(Frame frame, int size)
    {
        var offloaded = frame.Packet;
        var count = (offloaded.Payload.Length + size - 1) / size;
        for (var i = 0; i < count; i++)
        {
            var payload = offloaded.Payload.Slice(i * size, Math.Min(size, offloaded.Payload.Length - (i * size)));
            yield return frame with
            {
                OffloadedPacket = offloaded,
                Packet = offloaded with
                {
                    Id = offloaded.IsIpv6 ? offloaded.Id : (offloaded.Id + i) & 0xffff,
                    Sequence = offloaded.Sequence + (uint)(i * size),
                    Length = offloaded.Length - offloaded.Payload.Length + payload.Length,
                    Kind = i == count - 1 ? offloaded.Kind : offloaded.Kind & ~(int)(TcpFlags.Psh | TcpFlags.Fin),
                    Payload = payload,
                },
            };
        }
    }
}
