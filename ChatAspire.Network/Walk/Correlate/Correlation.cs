using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>
/// Combines the captures and chain traces of several hosts into one ordered walk per packet. A packet is recognised by fields that neither
/// bridges, tunnels nor NAT change. The order of devices comes from the path, not from times: a received frame has the same timestamp on
/// every device that passes it up, and a capture on the bridge device shows a frame only after the bridge has forwarded it to a port.
/// </summary>
internal static class Correlation
{
    /// <summary>The VXLAN headers in the outer IPv4 packet: IPv4 20, UDP 8, VXLAN 8, inner Ethernet 14.</summary>
    private const int TunnelBytes = 50;

    /// <summary>Correlates the packets of a path, in the order in which they were first seen.</summary>
    /// <param name="frames">The frames of the path's capture points, in the order of capture.</param>
    /// <param name="traversals">Host → the traversals that its chains reported, in order.</param>
    /// <param name="clocks">Host → its clock relative to the first host's.</param>
    /// <param name="bridgeFilteringHosts">The hosts whose bridged frames pass iptables (bridge-nf-call-iptables).</param>
    public static IReadOnlyList<PacketWalk> Walks(
        WalkPath path,
        IReadOnlyDictionary<CapturePoint, IReadOnlyList<Frame>> frames,
        IReadOnlyDictionary<string, IReadOnlyList<ChainTraversal>> traversals,
        IReadOnlyDictionary<string, ClockOffset> clocks,
        IReadOnlySet<string> bridgeFilteringHosts)
    {
        var unmatched = traversals.ToDictionary(host => host.Key, host => new UnmatchedTraversals(host.Value));
        return
        [
            .. path.Points
                .SelectMany(point => frames.GetValueOrDefault(point, [])
                    .Where(frame => path.Flows.Any(flow => flow.Owns(frame.Packet)))
                    .Select(frame => new DeviceHop(point, frame.Time - clocks[point.Host].Offset, frame)))
                .GroupBy(hop => hop.Frame.Packet.Key)
                .SelectMany(SplitRetransmissions)
                .OrderBy(hops => hops.Min(hop => hop.Time))
                .Select(hops => Walk(path, hops, unmatched, bridgeFilteringHosts)),
        ];
    }

    /// <summary>Separates retransmissions: a device shows a packet once, so a second sighting is a second packet.</summary>
    private static List<List<DeviceHop>> SplitRetransmissions(IEnumerable<DeviceHop> sightings)
    {
        var walks = new List<List<DeviceHop>>();
        foreach (var hop in sightings.OrderBy(hop => hop.Time))
        {
            if (walks.FindLast(walk => walk.All(other => other.Point != hop.Point)) is { } walk)
            {
                walk.Add(hop);
            }
            else
            {
                walks.Add([hop]);
            }
        }

        return walks;
    }

    private static PacketWalk Walk(
        WalkPath path, List<DeviceHop> devices, Dictionary<string, UnmatchedTraversals> unmatched,
        IReadOnlySet<string> bridgeFilteringHosts)
    {
        var packet = devices.MinBy(hop => hop.Time)!.Frame.Packet;
        var forward = path.Flows.First(flow => flow.Owns(packet)).IsForward(packet);
        CapturePoint[] expected = [.. forward ? path.Points : path.Points.Reverse()];
        var order = new HopOrder(expected, bridgeFilteringHosts);
        var hops = devices.Select(hop => (Position: order.Of(hop.Point), Hop: (Hop)hop)).ToList();
        foreach (var (host, pool) in unmatched)
        {
            var here = devices.Where(hop => hop.Point.Host == host).ToList();
            var matched = pool.Candidates(PossibleIds(path, host, packet, here))
                .Where(traversal => Belongs(traversal, path, packet, here))
                .DistinctBy(traversal => (traversal.Table, traversal.Hook, traversal.In, traversal.Out, traversal.Destination.Port))
                .ToList();
            // A large packet traverses the chains once for all its segments, so its traversals stay available to the other segments.
            pool.Claim(matched.Where(traversal => !here.Exists(hop => hop.Frame.OffloadedPacket is { } offloaded
                && IsSame(traversal, offloaded))));
            hops.AddRange(matched.Select(traversal => (order.Of(host, traversal), (Hop)new ChainHop(host, traversal))));
        }

        var walk = new PacketWalk(packet, forward, expected, [.. hops.OrderBy(hop => hop.Position).Select(hop => hop.Hop)]);
        return walk.IsOfNic ? walk with { Expected = [.. walk.Devices.Select(hop => hop.Point)] } : walk;
    }

    /// <summary>Returns the IPv4 identifications under which a host's chains may report the packet; null if any is possible.</summary>
    private static IEnumerable<int>? PossibleIds(WalkPath path, string host, Packet packet, List<DeviceHop> here)
    {
        // The outer packet's identification is unknown if no NIC showed it.
        var isOuterUnknown = here.Count > 0 && here.TrueForAll(hop => hop.Frame.Tunnel is null)
            && path.Points.Any(point => point.Host == host && point.Kind == CapturePointKind.Vxlan);
        return isOuterUnknown
            ? null
            : here.SelectMany(hop => new[] { hop.Frame.OffloadedPacket?.Id, hop.Frame.Tunnel?.Id }).OfType<int>().Append(packet.Id);
    }

    private static bool Belongs(ChainTraversal traversal, WalkPath path, Packet packet, List<DeviceHop> here)
    {
        if (here.Select(hop => hop.Frame.OffloadedPacket).OfType<Packet>().Append(packet).Any(shown => IsSame(traversal, shown)))
        {
            // NAT changes addresses, so the traversal may match any flow of the path in the packet's direction.
            var translated = packet with { Source = traversal.Source, Destination = traversal.Destination };
            var isForward = path.Flows.First(flow => flow.Owns(packet)).IsForward(packet);
            return path.Flows.Any(flow => flow.Owns(translated) && flow.IsForward(translated) == isForward);
        }

        var tunnels = here.Select(hop => hop.Frame.Tunnel).OfType<Tunnel>().ToList();
        return tunnels.Count > 0
            ? tunnels.Exists(tunnel => traversal.Id == tunnel.Id && traversal.Source == tunnel.Source
                && traversal.Destination == tunnel.Destination)
            : IsUnsentTunnelPacket(traversal, path, packet, here);
    }

    /// <summary>
    /// Reports whether a traversal belongs to the VXLAN packet around this packet. No NIC showed the VXLAN packet, so only its length and
    /// its outgoing device are compared.
    /// </summary>
    private static bool IsUnsentTunnelPacket(ChainTraversal traversal, WalkPath path, Packet packet, List<DeviceHop> here)
    {
        if (traversal.Out.Length == 0 || traversal.Length != packet.Length + TunnelBytes || here is not [var first, ..])
        {
            return false;
        }

        var points = path.Points.Where(point => point.Host == first.Host).ToList();
        return points.Exists(point => point.Kind == CapturePointKind.Vxlan)
            && traversal.Out == points.Find(point => point.Kind == CapturePointKind.Nic)?.Device;
    }

    private static bool IsSame(ChainTraversal traversal, Packet packet) =>
        traversal.Id == packet.Id && traversal.Length == packet.Length && traversal.Flags == packet.Flags
            && !packet.IsResolution;
}
