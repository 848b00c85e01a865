using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains frames that are sent to the wrong MAC address because of a neighbour entry of their sender.</summary>
internal sealed class NeighbourDiagnosis(Topology topology)
{
    /// <summary>
    /// Explains the first packet whose last frame is addressed to a MAC other than its destination container's, by the neighbour entry that
    /// caused it; null if there is no such entry.
    /// </summary>
    public Verdict? Find(IReadOnlyList<PacketWalk> walks) => walks
        .Where(walk => !walk.Packet.IsResolution && walk.Expected[^1].Kind == CapturePointKind.Container)
        .Select(Explain).FirstOrDefault(verdict => verdict is not null);

    private Verdict? Explain(PacketWalk walk)
    {
        var end = walk.Expected[^1];
        var device = topology.Network(end.Host).Container(end.Container!)?.Namespace?.Device(end.Device);
        var frame = walk.Devices.Last().Frame;
        if (device?.Mac is not { } mac || frame.DestinationMac == mac)
        {
            return null;
        }

        var address = $"{frame.Packet.Destination.Address}";
        foreach (var host in topology.Hosts.Select(host => topology.Network(host.Name)))
        {
            var senders = host.NamespacedContainers.Select(container => (container.Name, container.Netns, container.Namespace))
                .Prepend((host.Host, null, host.Namespace));
            foreach (var (name, netns, ns) in senders)
            {
                if (ns?.Devices.FirstOrDefault(own => own.Mac == frame.SourceMac) is { } sender
                    && ns.Neighbours.FirstOrDefault(known => known.Address == address && known.Mac == frame.DestinationMac) is { } entry)
                {
                    return Wrong(host.Host, name, netns, sender, entry, $"{end.Container} has {mac}");
                }
            }
        }

        return null;
    }

    private static Verdict Wrong(string host, string name, Netns? netns, Device sender, Neighbour entry, string actual) => new(
        CauseId.NeighbourWrong,
        host,
        netns is null ? sender.Name : $"{sender.Name} of {name}",
        $"its neighbour table has {entry.Mac} for {entry.Address} ({string.Join(' ', entry.State ?? [])}), and {actual}",
        $"{HostProbe.Enter(netns)}ip neigh del {entry.Address} dev {entry.Device}");
}
