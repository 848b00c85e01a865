using System.Net;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains losses in a VXLAN tunnel and on the underlay.</summary>
internal sealed class TunnelDiagnosis(Topology topology, WalkPath path, WalkEvidence evidence)
{
    private const int EthernetHeaderBytes = 14;

    private readonly TunnelCure _cure = new(topology);

    /// <summary>The cure for packets that exceed what the tunnel can carry.</summary>
    public string MtuCure => _cure.Mtu(path.Tunnel!.From.Mtu);

    /// <summary>Formats the commands that recreate the tunnel end on a host.</summary>
    public string Recreating(string host) => _cure.Recreate(Ends(host).Here, Ends(host).There);

    /// <summary>Explains a loss between the VXLAN device and the NIC of the sending host; null if no setting explains it.</summary>
    public Verdict? Leaving(CapturePoint vxlan, Frame frame)
    {
        var (here, there) = Ends(vxlan.Host);
        if (Misdirected(here, there, frame) is { } wrong)
        {
            return wrong;
        }

        if (evidence.OfHost(vxlan.Host)?.After.Routes.GetValueOrDefault(there.Address) is { Error: { } error })
        {
            return new Verdict(CauseId.RouteMissing, vxlan.Host, $"{vxlan}",
                $"there is no route to the other host, {there.Address} (ip route get: {error})",
                new RouteCure(topology, vxlan, "").Removing(IPAddress.Parse(there.Address), null) ?? $"ip route get {there.Address}");
        }

        return frame.Bytes + Vxlan.OverheadBytes > here.Mtu + EthernetHeaderBytes
            ? new Verdict(CauseId.MtuExceeded, vxlan.Host, $"{vxlan}",
                $"with the VXLAN header the packet exceeds the MTU of {here.Nic}, {here.Mtu} bytes",
                MtuCure)
            : null;
    }

    /// <summary>Explains a loss between the NICs of two hosts.</summary>
    public Verdict BetweenHosts(CapturePoint here, CapturePoint there, Frame frame)
    {
        if (frame.Tunnel is { } tunnel && path.Tunnel is not null && Ends(here.Host) is var (near, far)
            && !far.Accepts($"{tunnel.Destination.Address}"))
        {
            return Misdirected(near, far, frame)
                ?? WrongEntry(near, far, new FdbEntry(frame.DestinationMac, near.Device, $"{tunnel.Destination.Address}"));
        }

        if (WrongNeighbour(End(here), End(there)) is { } wrong)
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
        var (here, there) = Ends(vxlan.Host);
        switch (topology.DeviceAt(vxlan))
        {
            case null:
                return new Verdict(CauseId.DeviceMissing, vxlan.Host, $"{vxlan}", "the device is missing", _cure.Recreate(here, there));
            case { IsUp: false }:
                return new Verdict(CauseId.DeviceDown, vxlan.Host, $"{vxlan}", "it is down",
                    $"{HostProbe.Enter(vxlan.Netns)}ip link set {vxlan.Device} up");
            case { Vxlan: { Id: { } vni } } when frame.Tunnel is { } tunnel && tunnel.Vni != vni:
                return OtherSettings(CauseId.VniDiffers, here, there, device => device.Vxlan?.Id,
                    $"the frame has VNI {tunnel.Vni}, and {vxlan.Device} accepts only VNI {vni}");
            case { Vxlan: { Port: { } port } } when frame.Tunnel is { } tunnel && tunnel.Destination.Port != port:
                return OtherSettings(CauseId.TunnelPortDiffers, here, there, device => device.Vxlan?.Port,
                    $"the frame is sent to UDP port {tunnel.Destination.Port}, and {vxlan.Device} listens on {port}");
        }

        // A switch may flood a frame addressed to a MAC address that nobody has. The NIC then shows it, but the kernel ignores it.
        if (WrongNeighbour(there, here) is { } wrong)
        {
            return wrong;
        }

        // The device drops frames from a sender that a static entry places elsewhere (drivers/net/vxlan: vxlan_snoop).
        return frame.Tunnel is { } outer && topology.TunnelEntries(here)
                .FirstOrDefault(entry => entry.Mac == frame.SourceMac && entry.Remote != $"{outer.Source.Address}") is { } entry
            ? WrongEntry(here, there with { Address = $"{outer.Source.Address}" }, entry)
            : null;
    }

    /// <summary>Explains a frame that the sending host's FDB does not send to the other host; null if the FDB is right.</summary>
    private Verdict? Misdirected(TunnelEnd here, TunnelEnd there, Frame frame)
    {
        var entries = topology.TunnelEntries(here).ToList();
        if (entries.Find(entry => entry.Mac == frame.DestinationMac) is { } own)
        {
            return there.Accepts(own.Remote) ? null : WrongEntry(here, there, own);
        }

        var flood = entries.FindAll(entry => entry.Mac == FdbEntry.AnyMac);
        if (flood.Exists(entry => there.Accepts(entry.Remote)))
        {
            return null;
        }

        // Among several flood entries, one to an address outside the walk's hosts may be right.
        return flood.Find(entry => !topology.Hosts.Any(host => HasAddress(host, entry.Remote!))) is { } stray
            && (flood.Count == 1 || topology.Overlay is not null)
            ? WrongEntry(here, there, stray)
            : new Verdict(CauseId.FdbMissing, here.Host, $"{here.VxlanPoint}", $"its FDB has no entry for {there.Address}",
                TunnelCure.Append(here, there));
    }

    private bool HasAddress(WalkHost host, string address) => host.Underlay == address
        || (topology.Overlay is null && topology.Network(host.Name).Namespace.DeviceWithAddress(address) is not null);

    /// <summary>
    /// Blames the sender if the receiver and all other hosts agree on another value of the setting; otherwise the receiver.
    /// </summary>
    private Verdict OtherSettings(CauseId id, TunnelEnd receiver, TunnelEnd sender, Func<Device, int?> setting, string cause)
    {
        // A lab declares its settings, so the other hosts decide only outside a lab.
        var others = topology.Overlay is not null ? [] : topology.Hosts
            .Where(host => host.Name != receiver.Host && host.Name != sender.Host).Select(host => topology.Network(host.Name))
            .SelectMany(network => network.Devices.Where(device => device.Kind == "vxlan" && network.TunnelEntries(device.Name)
                .Any(entry => sender.Accepts(entry.Remote) || receiver.Accepts(entry.Remote))))
            .Select(setting).ToList();
        var (sent, expected) = (Setting(sender), Setting(receiver));
        var isSendersFault = others.Count > 0 && others.TrueForAll(value => value == expected && value != sent);
        var (wrong, right) = isSendersFault ? (sender, receiver) : (receiver, sender);
        return new Verdict(id, wrong.Host, $"{wrong.VxlanPoint}", cause + (isSendersFault ? ", as the other hosts do" : ""),
            _cure.Recreate(wrong, right));

        int? Setting(TunnelEnd end) => topology.DeviceAt(end.VxlanPoint) is { } device ? setting(device) : null;
    }

    /// <summary>Finds a neighbour entry on one host whose MAC address is not that of the other host's NIC; null if there is none.</summary>
    private Verdict? WrongNeighbour(TunnelEnd from, TunnelEnd to) =>
        topology.Network(to.Host).Namespace.DeviceWithAddress(to.Address)?.Mac is { } mac
        && topology.Network(from.Host).Namespace.Neighbours.FirstOrDefault(entry => entry.Address == to.Address)
            is { Mac: { } wrong } known
        && wrong != mac
            ? new Verdict(CauseId.NeighbourWrong, from.Host, known.Device,
                $"its neighbour table has {wrong} for {to.Address} ({string.Join(' ', known.State ?? [])}), and {to.Host} has {mac}",
                $"ip neigh del {to.Address} dev {known.Device}")
            : null;

    private Verdict WrongEntry(TunnelEnd here, TunnelEnd there, FdbEntry entry) => new(CauseId.FdbWrong, here.Host, $"{here.VxlanPoint}",
        $"its FDB sends {(entry.Mac == FdbEntry.AnyMac ? "unknown addresses" : entry.Mac)} to {entry.Remote}, "
            + $"but the other host is {there.Address}",
        _cure.Correct(here, there, entry));

    private (TunnelEnd Here, TunnelEnd There) Ends(string host) => (path.Tunnel!.At(host), path.Tunnel.PeerOf(host));

    /// <summary>Returns the tunnel end on the NIC's host. Without a tunnel, the end has the host's own address and NIC.</summary>
    private TunnelEnd End(CapturePoint nic)
    {
        var host = topology.Host(nic.Host);
        return path.Tunnel?.At(nic.Host) ?? new TunnelEnd(nic.Host, "", null, host.Underlay, host.Nic, host.Mtu);
    }
}
