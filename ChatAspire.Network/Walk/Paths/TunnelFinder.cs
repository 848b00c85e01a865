using System.Net;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>
/// Finds the VXLAN tunnel between two bridges on different hosts. A lab's tunnel is as declared; any other tunnel is inferred from the
/// observed devices, FDB entries and routes.
/// </summary>
internal sealed class TunnelFinder(Topology topology)
{
    private const string VxlanKind = "vxlan";

    /// <summary>Finds the tunnel; null if no VXLAN device of either bridge leads to the other host.</summary>
    public PathTunnel? Between(TunnelSide from, TunnelSide to)
    {
        if (topology.Overlay is { } overlay)
        {
            return new PathTunnel(Declared(overlay, from.Host), Declared(overlay, to.Host), overlay.Port);
        }

        var (near, far) = Devices(from, to);
        if (near is null && far is null)
        {
            return null;
        }

        var known = (near ?? far)!;
        var (first, second) = (Rough(from, near ?? known, to.Host), Rough(to, far ?? known, from.Host));
        // An end without a VXLAN device on its bridge belongs to the tunnel only if the other end sends to it.
        if ((near is null && !Leads(second, first)) || (far is null && !Leads(first, second)))
        {
            return null;
        }

        return new PathTunnel(
            first with { Address = Chosen(second, from.Mac, first) },
            second with { Address = Chosen(first, to.Mac, second) },
            known.Vxlan?.Port ?? Vxlan.DefaultPort);
    }

    /// <summary>
    /// Finds the addresses to which a bridge's VXLAN device sends frames for a MAC, or for unknown MACs if it has no entry for that MAC.
    /// Addresses of the walk's hosts are left out. Null if the bridge has no VXLAN device.
    /// </summary>
    public (string Device, IReadOnlyList<string> Addresses)? Unnamed(TunnelSide side, string? mac)
    {
        if (Ports(side) is not [var device, ..])
        {
            return null;
        }

        var entries = NetworkOf(side).TunnelEntries(device.Name).ToList();
        var own = entries.Where(entry => entry.Mac == mac).ToList();
        return (device.Name,
        [
            .. (own.Count > 0 ? own : entries.Where(entry => entry.Mac == FdbEntry.AnyMac)).Select(entry => entry.Remote!).Distinct()
                .Where(remote => topology.Hosts.All(other =>
                    topology.Network(other.Name).Namespace.DeviceWithAddress(remote) is null)),
        ]);
    }

    private TunnelEnd Declared(OverlayNetwork overlay, string name)
    {
        var host = topology.Host(name);
        var bridge = topology.Network(name).Networks.FirstOrDefault(network => network.Name == overlay.Network)?.Bridge;
        return new TunnelEnd(name, overlay.Device, bridge, host.Underlay, host.Nic, host.Mtu);
    }

    /// <summary>
    /// Finds the VXLAN devices of both bridges, with the same VNI where there is a choice. A device that is detached from its bridge is
    /// found by the VNI of the other end's device.
    /// </summary>
    private (Device? Near, Device? Far) Devices(TunnelSide from, TunnelSide to)
    {
        var near = Ports(from);
        var far = Ports(to);
        var chosen = near.Find(device => far.Exists(other => other.Vxlan?.Id == device.Vxlan?.Id)) ?? near.FirstOrDefault();
        var other = far.Find(device => device.Vxlan?.Id == chosen?.Vxlan?.Id) ?? far.FirstOrDefault();
        return (chosen ?? Detached(from, other), other ?? Detached(to, chosen));
    }

    private List<Device> Ports(TunnelSide side) => side.Bridge is null
        ? []
        : [.. NetworkOf(side).Devices.Where(device => device.Kind == VxlanKind && device.Master == side.Bridge)];

    private Device? Detached(TunnelSide side, Device? like) => like is null
        ? null
        : NetworkOf(side).Devices.FirstOrDefault(device =>
            device.Kind == VxlanKind && device.Master is null && device.Vxlan?.Id == like.Vxlan?.Id);

    private HostNetwork NetworkOf(TunnelSide side) => topology.Network(side.Host, side.Netns);

    /// <summary>Describes an end by the settings of its device, and by the route to the other host where they say nothing.</summary>
    /// <param name="device">The end's own device; the other end's device if this end has none.</param>
    private TunnelEnd Rough(TunnelSide end, Device device, string other)
    {
        var network = topology.Network(end.Host);
        var own = NetworkOf(end).Namespace.Device(device.Name) == device ? device.Vxlan : null;
        var host = topology.Host(end.Host);
        var route = Ipv4.TryParse(topology.Host(other).Underlay, out IPAddress peer) ? network.RouteTo(peer) : null;
        var nic = network.Namespace.Device(own?.Link ?? route?.Device ?? host.Nic) ?? network.Namespace.Device(host.Nic);
        var address = own?.Local ?? nic?.Ipv4?.Local ?? host.Underlay;
        return new TunnelEnd(end.Host, device.Name, end.Bridge, address, nic?.Name ?? host.Nic, nic?.Mtu ?? host.Mtu)
        {
            Engine = network.OverlayOf(end.Netns) is { } overlay ? (end.Netns!, overlay.Name) : null,
            OtherAddresses = network.Namespace.Devices.SelectMany(each => each.Addresses).Select(each => each.Local)
                // Addresses that several hosts have, such as that of docker0, identify none of them.
                .Where(local => topology.Hosts.All(each => each.Name == end.Host
                    || topology.Network(each.Name).Namespace.DeviceWithAddress(local) is null))
                .ToHashSet(),
        };
    }

    private bool Leads(TunnelEnd from, TunnelEnd to) =>
        topology.TunnelEntries(from).Any(entry => to.Accepts(entry.Remote));

    /// <summary>
    /// Returns the address at which the sender reaches an end: from the sender's FDB entry for the MAC, else from its entry for unknown
    /// MACs, else the end's <see cref="TunnelEnd.Address"/>.
    /// </summary>
    private string Chosen(TunnelEnd sender, string? mac, TunnelEnd end)
    {
        var entries = topology.TunnelEntries(sender).Where(entry => end.Has(entry.Remote!)).ToList();
        return (entries.Find(entry => entry.Mac == mac) ?? entries.Find(entry => entry.Mac == FdbEntry.AnyMac))?.Remote ?? end.Address;
    }
}
