namespace ChatAspire.Lab.Faults;

/// <summary>Faults of the bridge, its ports and their queues.</summary>
internal static class BridgeFaults
{
    /// <summary>Gives the host's end of a container's veth pair a smaller MTU than the network's.</summary>
    /// <param name="mtu">The fault's MTU in bytes.</param>
    /// <param name="right">The network's MTU in bytes.</param>
    public static Fault ShortPort(string host, string container, int mtu, int right) => new(
        "bridge-port-mtu", host,
        $"ip link set \"$(veth {container})\" mtu {mtu}",
        $"[ \"$(cat /sys/class/net/$(veth {container})/mtu)\" -lt {right} ]",
        $"ip link set \"$(veth {container})\" mtu {right}");

    /// <summary>Isolates the bridge ports of two containers from each other.</summary>
    public static Fault Isolated(string host, string one, string other)
    {
        string Is(string container) => $"bridge -d link show dev \"$(veth {container})\" | grep -q 'isolated on'";
        string Set(string container, string value) => $"bridge link set dev \"$(veth {container})\" isolated {value}";
        return new("bridge-isolated", host,
            $"{Set(one, "on")}\n{Set(other, "on")}",
            $"{Is(one)} && {Is(other)}",
            $"{Set(one, "off")}\n{Set(other, "off")}");
    }

    /// <summary>Adds a container's address to the bridge of another host, so that this host answers ARP requests for the address.</summary>
    /// <param name="host">The host that gets the duplicate address.</param>
    public static Fault Duplicate(FaultPlace place, string host, string address)
    {
        var bridge = place.Spec.Overlay.Network;
        var far = place.ChatOn(host).Name;
        return new("bridge-duplicate-address", host,
            $"ip address add {address}/32 dev {bridge}\ninto {far} ip neigh flush to {address}",
            $"ip -o -4 address show dev {bridge} | grep -q ' {address}/'",
            $"ip address delete {address}/32 dev {bridge}\ninto {far} ip neigh flush to {address}");
    }

    /// <summary>Adds a bridge-family nftables table that drops bridged frames to an address.</summary>
    public static Fault Dropped(string host, string address) => new(
        "bridge-dropped", host,
        "nft add table bridge office\nnft 'add chain bridge office passage { type filter hook forward priority 0; }'\n"
            + $"nft add rule bridge office passage ip daddr {address} drop",
        $"nft list table bridge office | grep -q 'ip daddr {address} drop'",
        "nft delete table bridge office");

    /// <summary>
    /// Attaches a blackhole qdisc to a container's bridge port, which drops every packet to the container. The kernel also gives a device a
    /// default queue length with its first qdisc, so <c>Restore</c> resets the length to 0.
    /// </summary>
    public static Fault Blackhole(string host, string container) => new(
        "bridge-port-blackhole", host,
        $"tc qdisc add dev \"$(veth {container})\" root blackhole",
        $"tc qdisc show dev \"$(veth {container})\" | grep -q blackhole",
        $"tc qdisc delete dev \"$(veth {container})\" root\nip link set \"$(veth {container})\" txqueuelen 0");
}
