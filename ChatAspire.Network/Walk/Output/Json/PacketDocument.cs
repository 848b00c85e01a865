using ChatAspire.Network.Walk.Correlate;

namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>The JSON form of a packet.</summary>
/// <param name="Data">The payload's length in bytes.</param>
internal sealed record PacketDocument(
    string Name,
    string Source,
    string Destination,
    bool Forward,
    int Bytes,
    int Id,
    uint Sequence,
    uint Acknowledged,
    int Data,
    bool Arrived,
    IEnumerable<HopDocument> Hops)
{
    public static PacketDocument Of(PacketWalk walk) => new(
        walk.Packet.Name,
        $"{walk.Packet.Source}",
        $"{walk.Packet.Destination}",
        walk.IsForward,
        walk.Packet.Length,
        walk.Packet.Id,
        walk.Packet.Sequence,
        walk.Packet.Acknowledged,
        walk.Packet.Payload.Length,
        walk.Arrived,
        walk.Hops.Select((hop, index) => HopDocument.Of(walk, hop, index)));
}
