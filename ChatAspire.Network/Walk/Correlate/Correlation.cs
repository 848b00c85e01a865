using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>
/// Puts what many devices and chains of several hosts saw into one ordered walk per packet. The same packet is known by
/// fields that neither bridge, tunnel nor NAT changes; the order of devices is the path's, since times cannot give it: a
/// received frame keeps one time stamp through all devices that pass it up, and a bridge shows its copy only after the
/// frame was sent on.
/// </summary>
internal static class Correlation
{
    /// <summary>VXLAN's own headers on the underlay's IPv4 packet: IPv4 20, UDP 8, VXLAN 8, inner Ethernet 14.</summary>
    private const int TunnelBytes = 50;

    /// <param name="seen">The path's places, with their frames in the order of capture.</param>
    /// <param name="passes">Host → what its chains reported, in order.</param>
    /// <param name="clocks">Host → its clock against the first host's.</param>
    public static IReadOnlyList<PacketWalk> Walks(
        WalkPath path,
        IReadOnlyDictionary<CapturePoint, IReadOnlyList<Frame>> seen,
        IReadOnlyDictionary<string, IReadOnlyList<ChainTraversal>> passes,
        IReadOnlyDictionary<string, ClockOffset> clocks)
    {
        var left = passes.ToDictionary(host => host.Key, host => new UnmatchedTraversals(host.Value));
        return
        [
            .. path.Places
                .SelectMany(place => seen.GetValueOrDefault(place, [])
                    .Where(frame => path.Flows.Any(flow => flow.Owns(frame.Packet)))
                    .Select(frame => new DeviceHop(place, frame.Time - clocks[place.Host].Offset, frame)))
                .GroupBy(hop => hop.Frame.Packet.Key)
                .SelectMany(Repetitions)
                .OrderBy(hops => hops.Min(hop => hop.Time))
                .Select(hops => Walk(path, hops, left)),
        ];
    }

    /// <summary>A device shows a packet once: seen there again, it was sent again.</summary>
    private static List<List<DeviceHop>> Repetitions(IEnumerable<DeviceHop> sightings)
    {
        var walks = new List<List<DeviceHop>>();
        foreach (var hop in sightings.OrderBy(hop => hop.Time))
        {
            if (walks.FindLast(walk => walk.All(other => other.Place != hop.Place)) is { } walk)
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

    private static PacketWalk Walk(WalkPath path, List<DeviceHop> devices, Dictionary<string, UnmatchedTraversals> left)
    {
        var first = devices.MinBy(hop => hop.Time)!.Frame.Packet;
        var forward = path.Flows.First(flow => flow.Owns(first)).IsForward(first);
        CapturePoint[] expected = [.. forward ? path.Places : path.Places.Reverse()];
        var hops = devices.Select(hop => (At: Position(expected, hop.Place), Hop: (Hop)hop)).ToList();
        foreach (var (host, pool) in left)
        {
            var here = devices.Where(hop => hop.Place.Host == host).ToList();
            // A tunnel's packet that no NIC showed has a number that nobody knows.
            var ids = here.Count > 0 && here.TrueForAll(hop => hop.Frame.Tunnel is null) && path.Places.Any(place => place.Host == host && place.Kind == CapturePointKind.Vxlan)
                ? null
                : here.SelectMany(hop => new[] { hop.Frame.OffloadedPacket?.Id, hop.Frame.Tunnel?.Id }).OfType<int>().Append(first.Id);
            var taken = pool.Left(ids).Where(pass => IsOf(pass, path, first, here)).DistinctBy(pass => (pass.Table, pass.Hook, pass.In, pass.Out, pass.Destination.Port)).ToList();
            // What went through the chains as one large packet did so for each of its segments.
            pool.Take(taken.Where(pass => !here.Exists(hop => hop.Frame.OffloadedPacket is { } whole && IsSame(pass, whole))));
            hops.AddRange(taken.Select(pass => (Position(expected, host, pass), (Hop)new ChainHop(host, pass))));
        }

        return new PacketWalk(first, forward, expected, [.. hops.OrderBy(hop => hop.At).Select(hop => hop.Hop)]);
    }

    private static bool IsOf(ChainTraversal pass, WalkPath path, Packet packet, List<DeviceHop> here)
    {
        if (here.Select(hop => hop.Frame.OffloadedPacket).OfType<Packet>().Append(packet).Any(shown => IsSame(pass, shown)))
        {
            // Before and after NAT: any of the path's pairs of addresses, in the packet's direction.
            var translated = packet with { Source = pass.Source, Destination = pass.Destination };
            return path.Flows.Any(flow => flow.Owns(translated) && flow.IsForward(translated) == path.Flows.First(f => f.Owns(packet)).IsForward(packet));
        }

        var tunnels = here.Select(hop => hop.Frame.Tunnel).OfType<Tunnel>().ToList();
        return tunnels.Count > 0
            ? tunnels.Any(tunnel => pass.Id == tunnel.Id && pass.Source == tunnel.Source && pass.Destination == tunnel.Destination)
            // The NIC never showed it: what the host was about to send had this length.
            : pass.Out.Length > 0 && pass.Length == packet.Length + TunnelBytes && path.Places.Any(place => place.Host == here.FirstOrDefault()?.Host && place.Kind == CapturePointKind.Vxlan)
                && pass.Out == path.Places.FirstOrDefault(place => place.Host == here[0].Host && place.Kind == CapturePointKind.Nic)?.Device;
    }

    private static bool IsSame(ChainTraversal pass, Packet packet) =>
        pass.Id == packet.Id && pass.Length == packet.Length && pass.Flags == packet.Flags && packet.Protocol != Protocol.Arp;

    /// <summary>Ten to a place, so that chains fit between.</summary>
    private static int Position(CapturePoint[] expected, CapturePoint place) => Array.IndexOf(expected, place) * 10;

    /// <summary>Where a hook is between the devices. A bridge's PREROUTING comes before the bridge shows the frame, its FORWARD after.</summary>
    private static int Position(CapturePoint[] expected, string host, ChainTraversal pass)
    {
        var (from, to) = (Find(pass.In), Find(pass.Out));
        return pass.BuiltIn switch
        {
            "PREROUTING" => IsBridge(from) ? from - 5 : from + 1,
            "INPUT" => from + 2,
            "FORWARD" => from + 3,
            "OUTPUT" => to - 2,
            // Bridged: right after FORWARD. Routed into the bridge, or out of the host: right before the device.
            _ => IsBridge(to) && to >= 10 && expected[(to / 10) - 1] is { Kind: not CapturePointKind.Nic } port && port.Host == host ? to + 4 : to - 1,
        };

        int Find(string device) => Math.Max(0, Array.FindIndex(expected, place => place.Host == host && place.Device == device && place.Kind != CapturePointKind.Container) * 10);

        bool IsBridge(int position) => expected[position / 10] is { Kind: CapturePointKind.Bridge };
    }
}
