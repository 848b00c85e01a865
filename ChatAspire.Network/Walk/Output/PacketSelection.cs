using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Output;

/// <summary>Selects the packets to show in full: the first of each kind and direction, and all that were lost.</summary>
/// <param name="all">True to select every packet.</param>
internal sealed class PacketSelection(bool all)
{
    private readonly HashSet<(bool IsForward, string Name, CapturePoint First, CapturePoint Last)> _shown = [];

    /// <summary>
    /// Indicates whether to show this packet in full, and records its kind as shown. A bare ACK that arrived is left out, because it adds
    /// nothing to the packet that it acknowledges.
    /// </summary>
    public bool IsInFull(PacketWalk walk) =>
        all || !walk.Arrived
            || (walk.Packet.Name != "ACK" && _shown.Add((walk.IsForward, walk.Packet.Name, walk.Expected[0], walk.Expected[^1])));

    /// <summary>Numbers the packets of a report from 1, and marks those to show in full.</summary>
    public static IEnumerable<(int Number, PacketWalk Walk, bool InFull)> Of(WalkReport report, bool all)
    {
        var selection = new PacketSelection(all);
        return report.Packets.Index().Select(packet => (packet.Index + 1, packet.Item, selection.IsInFull(packet.Item))).ToList();
    }
}
