using ChatAspire.Lab.Hosts;

namespace ChatAspire.Lab.Faults;

/// <summary>Faults of the VXLAN tunnel.</summary>
internal static class TunnelFaults
{
    /// <summary>Sets the VXLAN device down.</summary>
    public static Fault Down(FaultPlace place, string host)
    {
        var device = place.Spec.Overlay.Device;
        return new("tunnel-down", host,
            $"ip link set {device} down",
            $"ip link show {device} && ! ip link show {device} up | grep -q .",
            $"ip link set {device} up");
    }

    /// <summary>Removes the VXLAN device from the bridge.</summary>
    public static Fault NoPort(FaultPlace place, string host)
    {
        var (device, bridge) = (place.Spec.Overlay.Device, place.Spec.Overlay.Network);
        return new("tunnel-no-port", host,
            $"ip link set {device} nomaster",
            $"ip link show {device} && ! ip link show {device} | grep -q 'master {bridge} '",
            $"ip link set {device} master {bridge}");
    }

    /// <summary>Recreates the VXLAN device with a VNI that differs from its peers'.</summary>
    public static Fault Vni(FaultPlace place, string host, int vni) => Rebuilt(
        "tunnel-vni", place, host, vni, place.Spec.Overlay.Port, $"grep -q 'vxlan id {vni} '");

    /// <summary>Recreates the VXLAN device with a UDP destination port that differs from its peers'.</summary>
    public static Fault Port(FaultPlace place, string host, int port) => Rebuilt(
        "tunnel-port", place, host, place.Spec.Overlay.Vni, port, $"grep -q 'dstport {port} '");

    /// <summary>Inserts an iptables rule that drops the tunnel's packets on arrival.</summary>
    /// <param name="program"><c>iptables</c>, or <c>iptables-legacy</c>, whose rules <c>iptables</c> does not list.</param>
    public static Fault Dropped(FaultPlace place, string host, string program)
    {
        var rule = $"INPUT -p udp -m udp --dport {place.Spec.Overlay.Port} -j DROP";
        return new($"tunnel-dropped-{program}", host,
            $"{program} -w -I {rule}",
            $"{program} -w -C {rule}",
            $"while {program} -w -D {rule}; do :; done");
    }

    /// <summary>Recreates the device with another VNI or port; everything else, including its MAC address, stays the same.</summary>
    /// <param name="isWrong">A command that succeeds if its input, the output of <c>ip -d link show</c>, has the wrong VNI or port.</param>
    private static Fault Rebuilt(string name, FaultPlace place, string host, int vni, int port, string isWrong)
    {
        var (overlay, facts) = (place.Spec.Overlay, place.Host(host));
        var present = $"ip -d link show {overlay.Device} | {isWrong}";
        return new(name, host,
            Rebuild(place, facts, vni, port),
            present,
            $"if {present}; then\n{Rebuild(place, facts, overlay.Vni, overlay.Port)}\nfi");
    }

    private static string Rebuild(FaultPlace place, HostFacts host, int vni, int port)
    {
        var (device, bridge) = (place.Spec.Overlay.Device, place.Spec.Overlay.Network);
        string[] peers = [.. place.Hosts.Where(other => other.Name != host.Name).Select(other => other.Underlay)];
        var remote = peers.Length == 1 ? $"remote {peers[0]} " : "";
        var flood = peers.Length == 1 ? "" : string.Concat(peers.Select(peer =>
            $"\nbridge fdb append 00:00:00:00:00:00 dev {device} dst {peer} via {host.Nic}"));
        return $$"""
            mac=$(cat /sys/class/net/{{device}}/address)
            mtu=$(cat /sys/class/net/{{device}}/mtu)
            at=$(ip -o -4 address show {{device}} | awk '{ print $4 }')
            ip link delete {{device}}
            ip link add {{device}} address "$mac" type vxlan id {{vni}} {{remote}}dstport {{port}} dev {{host.Nic}}
            ip address add "$at" broadcast + dev {{device}}
            ip link set {{device}} mtu "$mtu" master {{bridge}} up{{flood}}
            """;
    }
}
