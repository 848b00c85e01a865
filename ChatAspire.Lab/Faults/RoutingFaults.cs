using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Faults;

/// <summary>Faults of routes, policy rules, neighbours and sysctls, in a container's network namespace or on its host.</summary>
internal static class RoutingFaults
{
    private const int Table = 99;

    /// <summary>Deletes a container's default route.</summary>
    public static Fault NoDefault(ChatSpec chat, string gateway) => new(
        "routing-no-default", chat.Host,
        $"into {chat.Name} ip route delete default",
        $"! into {chat.Name} ip route show default | grep -q .",
        $"into {chat.Name} ip route show default | grep -q . || into {chat.Name} ip route add default via {gateway} dev eth0");

    /// <summary>Adds a blackhole route for an address to a container's routing table.</summary>
    public static Fault Blackhole(string host, string container, string address) => new(
        "routing-blackhole", host,
        $"into {container} ip route add blackhole {address}/32",
        $"into {container} ip route show type blackhole | grep -q '{address}'",
        $"into {container} ip route delete blackhole {address}/32");

    /// <summary>Adds a policy rule to the host that routes a container's packets by a table with only a blackhole route.</summary>
    public static Fault Policy(ChatSpec chat) => new(
        "routing-policy", chat.Host,
        $"ip route add blackhole default table {Table}\nip rule add priority 1000 from {chat.Address} lookup {Table}",
        $"ip rule show | grep -q 'from {chat.Address} lookup {Table}' && ip route show table {Table} | grep -q blackhole",
        $"ip rule delete from {chat.Address} lookup {Table}\nip route flush table {Table}");

    /// <summary>Adds a permanent neighbour entry to a container that maps an address to an unused MAC address.</summary>
    public static Fault Neighbour(ChatSpec chat, string address, string mac) => new(
        "routing-neighbour", chat.Host,
        $"into {chat.Name} ip neigh replace {address} lladdr {mac} dev eth0 nud permanent",
        $"into {chat.Name} ip neigh show {address} | grep -q '{mac} PERMANENT'",
        $"if into {chat.Name} ip neigh show {address} | grep -q PERMANENT; then into {chat.Name} ip neigh delete {address} dev eth0; fi");

    /// <summary>Makes a container ignore ICMP echo requests.</summary>
    public static Fault NoEcho(ChatSpec chat) => new(
        "routing-no-echo", chat.Host,
        $"into {chat.Name} sysctl -qw net.ipv4.icmp_echo_ignore_all=1",
        $"[ \"$(into {chat.Name} sysctl -n net.ipv4.icmp_echo_ignore_all)\" = 1 ]",
        $"into {chat.Name} sysctl -qw net.ipv4.icmp_echo_ignore_all=0");
}
