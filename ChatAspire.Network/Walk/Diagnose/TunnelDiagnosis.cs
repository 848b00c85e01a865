using System.Net;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains losses in a VXLAN tunnel and on the underlay.</summary>
internal sealed class TunnelDiagnosis(Topology topology, WalkEvidence evidence)
{
    private const int EthernetHeaderBytes = 14;

    /// <summary>Formats the cure for packets that exceed what the tunnel can carry.</summary>
    /// <param name="underlayMtu">The MTU of the underlay device, in bytes.</param>
    public static string MtuCure(int underlayMtu) =>
        $"Set the network's MTU to {underlayMtu - Vxlan.OverheadBytes} "
        + $"(the underlay's {underlayMtu} − {Vxlan.OverheadBytes} for VXLAN): chatlab up";

    /// <summary>Explains a loss between the VXLAN device and the NIC of the sending host; null if no setting explains it.</summary>
    public Verdict? Leaving(CapturePoint vxlan, PacketWalk walk, Frame frame, string mtuCure)
    {
        var peerHost = walk.Expected.First(point => point.Kind == CapturePointKind.Nic && point.Host != vxlan.Host).Host;
        var peer = topology.Host(peerHost).Underlay;
        var entries = topology.Network(vxlan.Host).Fdb.Where(entry => entry.Device == vxlan.Device && entry.Remote is not null).ToList();
        var chosen = entries.Find(entry => entry.Mac == frame.DestinationMac)
            ?? entries.Find(entry => entry.Mac == FdbEntry.AnyMac && topology.Hosts.All(host => host.Underlay != entry.Remote));
        if (chosen is { Remote: var remote } && remote != peer)
        {
            return WrongEntry(vxlan, chosen, peer);
        }

        if (chosen is null && !entries.Exists(entry => entry.Mac == FdbEntry.AnyMac && entry.Remote == peer))
        {
            return new Verdict(CauseId.FdbMissing, vxlan.Host, vxlan.Device, $"its FDB has no entry for {peer}",
                $"bridge fdb append {FdbEntry.AnyMac} dev {vxlan.Device} dst {peer}");
        }

        var host = topology.Host(vxlan.Host);
        if (evidence.OfHost(vxlan.Host)?.After.Routes.GetValueOrDefault(peer) is { Error: { } error })
        {
            return new Verdict(CauseId.RouteMissing, vxlan.Host, vxlan.Device,
                $"there is no route to the other host, {peer} (ip route get: {error})",
                new RouteCure(topology, vxlan, "").Removing(IPAddress.Parse(peer), null) ?? $"ip route get {peer}");
        }

        return frame.Bytes + Vxlan.OverheadBytes > host.Mtu + EthernetHeaderBytes
            ? new Verdict(CauseId.MtuExceeded, vxlan.Host, vxlan.Device,
                $"with the VXLAN header the packet exceeds the MTU of {host.Nic}, {host.Mtu} bytes",
                mtuCure)
            : null;
    }

    /// <summary>Explains a loss between the NICs of two hosts.</summary>
    public Verdict BetweenHosts(CapturePoint here, CapturePoint there, Frame frame)
    {
        var expected = topology.Host(there.Host).Underlay;
        if (frame.Tunnel is { } tunnel && $"{tunnel.Destination.Address}" != expected)
        {
            var actual = $"{tunnel.Destination.Address}";
            var vxlan = new CapturePoint(here.Host, CapturePointKind.Vxlan, topology.Overlay?.Device ?? here.Device);
            var entry = topology.Network(here.Host).Fdb.FirstOrDefault(entry => entry.Remote == actual)
                ?? new FdbEntry(frame.DestinationMac, vxlan.Device, actual);
            return WrongEntry(vxlan, entry, expected);
        }

        if (WrongNeighbour(topology.Host(here.Host), topology.Host(there.Host)) is { } wrong)
        {
            return wrong;
        }

        var (cause, blocked) = frame.Tunnel is { Destination: var end }
            ? ($"sent to {end}, but it did not arrive there: the underlay loses it", $"UDP port {end.Port}")
            : ($"sent to {frame.Packet.Destination}, but it did not arrive there",
                $"{frame.Packet.Protocol.ToString().ToUpperInvariant()} to {frame.Packet.Destination}");
        return new Verdict(CauseId.UnderlayLost, here.Host, $"between {here} and {there} of {there.Host}", cause,
            $"Allow {blocked} between the hosts (firewall, security group).");
    }

    /// <summary>Explains a loss between the NIC and the VXLAN device of the receiving host; null if no setting explains it.</summary>
    public Verdict? Entering(CapturePoint vxlan, Frame frame)
    {
        switch (topology.VxlanOf(vxlan.Host))
        {
            case null:
                return new Verdict(CauseId.DeviceMissing, vxlan.Host, vxlan.Device, "the device is missing", "chatlab up");
            case { IsUp: false }:
                return new Verdict(CauseId.DeviceDown, vxlan.Host, vxlan.Device, "it is down", $"ip link set {vxlan.Device} up");
            case { Vxlan: { Id: { } vni } } when frame.Tunnel is { } tunnel && tunnel.Vni != vni:
                return new Verdict(CauseId.VniDiffers, vxlan.Host, vxlan.Device,
                    $"the frame has VNI {tunnel.Vni}, and {vxlan.Device} accepts only VNI {vni}",
                    "chatlab up");
            case { Vxlan: { Port: { } port } } when frame.Tunnel is { } tunnel && tunnel.Destination.Port != port:
                return new Verdict(CauseId.TunnelPortDiffers, vxlan.Host, vxlan.Device,
                    $"the frame is sent to UDP port {tunnel.Destination.Port}, and {vxlan.Device} listens on {port}", "chatlab up");
        }

        // A switch may flood a frame with a MAC address that nobody has; the NIC shows it, and the kernel ignores it.
        if (topology.Hosts.FirstOrDefault(host => host.Underlay == $"{frame.Tunnel?.Source.Address}") is { } sender
            && WrongNeighbour(sender, topology.Host(vxlan.Host)) is { } wrong)
        {
            return wrong;
        }

        // The device drops frames from a sender that a static entry places elsewhere (drivers/net/vxlan: vxlan_snoop).
        return frame.Tunnel is { } outer
            && topology.Network(vxlan.Host).Fdb.FirstOrDefault(entry => IsElsewhere(entry, vxlan, frame, outer)) is { } entry
            ? WrongEntry(vxlan, entry, $"{outer.Source.Address}")
            : null;
    }

    /// <summary>Finds a neighbour entry of one host that has another MAC address than the NIC of the other.</summary>
    private Verdict? WrongNeighbour(WalkHost from, WalkHost to) =>
        topology.Network(to.Name).Namespace.DeviceWithAddress(to.Underlay)?.Mac is { } mac
        && topology.Network(from.Name).Namespace.Neighbours.FirstOrDefault(entry => entry.Address == to.Underlay)
            is { Mac: { } wrong } known
        && wrong != mac
            ? new Verdict(CauseId.NeighbourWrong, from.Name, known.Device,
                $"its neighbour table has {wrong} for {to.Underlay} ({string.Join(' ', known.State ?? [])}), and {to.Name} has {mac}",
                $"ip neigh del {to.Underlay} dev {known.Device}")
            : null;

    private static bool IsElsewhere(FdbEntry entry, CapturePoint vxlan, Frame frame, Tunnel outer) =>
        entry.Device == vxlan.Device && entry.Mac == frame.SourceMac && entry.Remote is { } remote && remote != $"{outer.Source.Address}";

    private static Verdict WrongEntry(CapturePoint vxlan, FdbEntry entry, string peer) => new(CauseId.FdbWrong, vxlan.Host, vxlan.Device,
        $"its FDB sends {(entry.Mac == FdbEntry.AnyMac ? "unknown addresses" : entry.Mac)} to {entry.Remote}, but the other host is {peer}",
        // Deleting a flood entry takes the device by which it leaves, if it has one; `chatlab up` knows it.
        entry.Mac == FdbEntry.AnyMac ? "chatlab up" : $"bridge fdb del {entry.Mac} dev {vxlan.Device} dst {entry.Remote}");
}
