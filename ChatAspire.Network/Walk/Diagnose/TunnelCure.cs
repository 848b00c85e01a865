using System.Globalization;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>
/// Formats the commands that repair a VXLAN tunnel: <c>chatlab up</c> for a lab's tunnel, commands of iproute2 for any other tunnel.
/// </summary>
internal sealed class TunnelCure(Topology topology)
{
    /// <summary>The command that restarts the engine, which then recreates its devices.</summary>
    public const string Restart = "systemctl restart docker";

    /// <summary>Formats the cure for packets that exceed what the tunnel can carry.</summary>
    /// <param name="underlayMtu">The MTU of the underlay device, in bytes.</param>
    public string Mtu(int underlayMtu)
    {
        var mtu = underlayMtu - Vxlan.OverheadBytes;
        var command = topology.Overlay is null ? $"docker network create -o com.docker.network.driver.mtu={Text(mtu)}" : "chatlab up";
        return $"Set the network's MTU to {mtu} (the underlay's {underlayMtu} − {Vxlan.OverheadBytes} for VXLAN): {command}";
    }

    /// <summary>Formats the command that adds an FDB entry, so that frames for unknown MAC addresses also go to the other end.</summary>
    public static string Append(TunnelEnd end, TunnelEnd peer) =>
        $"{Enter(end)}bridge fdb append {FdbEntry.AnyMac} dev {end.Device} dst {peer.Address}";

    /// <summary>Formats the command that repairs an FDB entry that sends frames to the wrong host.</summary>
    public string Correct(TunnelEnd end, TunnelEnd peer, FdbEntry entry)
    {
        if (entry.Mac != FdbEntry.AnyMac)
        {
            // A frame whose MAC has no entry goes to the addresses of the flood entries. If one of them leads to the peer, the wrong entry
            // is deleted; otherwise it is replaced, as in a Swarm overlay, which has no flood entries.
            return Enter(end) + (topology.TunnelEntries(end).Any(other => other.Mac == FdbEntry.AnyMac && peer.Accepts(other.Remote))
                ? $"bridge fdb del {entry.Mac} dev {end.Device} dst {entry.Remote}"
                : $"bridge fdb replace {entry.Mac} dev {end.Device} dst {peer.Address} self permanent");
        }

        // Adds the right entry but keeps the wrong one: the command that deletes an entry must name the entry's outgoing device, if any,
        // and the walk does not read that. In a lab, `chatlab up` knows the device.
        return topology.Overlay is null ? Append(end, peer) : "chatlab up";
    }

    /// <summary>
    /// Formats the commands that recreate an end with the VNI and port of the other end: the kernel cannot change them on an existing
    /// device.
    /// </summary>
    public string Recreate(TunnelEnd end, TunnelEnd peer)
    {
        if (topology.Overlay is not null)
        {
            return "chatlab up";
        }

        if (end.Engine is not null)
        {
            // The engine created the device in the host's own namespace and moved it, so the engine must recreate it.
            return Restart;
        }

        var (own, like) = (Device(end), Device(peer));
        var device = end.Device;
        var settings = string.Join(' ', new[]
        {
            $"id {Text(like?.Vxlan?.Id)} dstport {Text(like?.Vxlan?.Port ?? Vxlan.DefaultPort)}",
            own?.Vxlan?.Local is { } local ? $"local {local}" : null,
            own?.Vxlan?.Link is { } link ? $"dev {link}" : null,
        }.OfType<string>());
        var entries = topology.TunnelEntries(end).Where(entry => entry.State == "permanent").ToList();
        if (!entries.Exists(entry => entry.Mac == FdbEntry.AnyMac && peer.Accepts(entry.Remote)))
        {
            entries.Add(new FdbEntry(FdbEntry.AnyMac, device, peer.Address));
        }

        return string.Join(" && ",
        [
            .. own is null ? Array.Empty<string>() : [$"ip link del {device}"],
            $"ip link add {device} type vxlan {settings}",
            $"ip link set {device} mtu {Text(own?.Mtu ?? like?.Mtu)}{(end.Bridge is null ? "" : $" master {end.Bridge}")} up",
            .. entries.Select(entry => $"bridge fdb append {entry.Mac} dev {device} dst {entry.Remote}"),
        ]);
    }

    private static string Enter(TunnelEnd end) => HostProbe.Enter(end.Engine?.Netns);

    private Device? Device(TunnelEnd end) => topology.DeviceAt(end.VxlanPoint);

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
