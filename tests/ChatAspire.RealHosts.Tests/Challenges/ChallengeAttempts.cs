using ChatAspire.Lab.Challenges;

namespace ChatAspire.RealHosts.Tests.Challenges;

/// <summary>Attempts at one challenge: command lines for hosts. Placeholders are those of the challenge's texts.</summary>
/// <param name="Name">The challenge.</param>
/// <param name="Good">Three cures by different ways.</param>
/// <param name="Wrong">Changes something that is not the cause.</param>
/// <param name="Broad">Follows the first good cure, and breaks or opens more than was needed.</param>
public sealed record ChallengeAttempts(string Name, string[] Good, string Wrong, string Broad)
{
    // "<there>: ip link set <device> up"; several, separated by " && "
    private const string Host = "<host>: ";
    private const string RedisHost = "<redis-host>: ";
    private const string There = "<there>: ";

    private const string Rebuild = There
        + "ip link delete <device>; ip link add <device> type vxlan id <vni> remote <peer> dstport <tunnel-port> dev <nic>; "
        + "ip address add <device-address> broadcast + dev <device>; ip link set <device> mtu <mtu> master <bridge> up";

    private const string RebuildBeside = There
        + "ip link set <device> down; ip link set <device> name gone; "
        + "ip link add <device> type vxlan id <vni> remote <peer> dstport <tunnel-port> dev <nic>; ip link delete gone; "
        + "ip address add <device-address> broadcast + dev <device>; ip link set <device> mtu <mtu>; brctl addif <bridge> <device>; "
        + "ip link set <device> up";

    private const string FlushFirewall = "iptables -F; iptables -P FORWARD ACCEPT; iptables -t raw -F";

    private static string Restart(string container) => $"docker restart -t 2 {container}";

    /// <summary>A line in a container's network namespace.</summary>
    private static string In(string container, string line) => $"nsenter -t {Pid(container)} -n sh -c '{line}'";

    private static string Pid(string container) => $"$(docker inspect -f '{{{{.State.Pid}}}}' {container})";

    /// <summary>The host's end of a container's veth pair.</summary>
    private static string Veth(string container) =>
        $"$(ip -o link | sed -n \"s/^$(nsenter -t {Pid(container)} -n ip -o link show eth0 | sed 's/.*@if\\([0-9]*\\):.*/\\1/'): "
            + "\\([^@]*\\)@.*/\\1/p\")";

    private static string Redis(string command) =>
        "docker exec <redis> sh -c 'REDISCLI_AUTH=$(sed -n \"s/^requirepass //p\" /etc/redis.conf) redis-cli -p <redis-port> "
            + $"{command}'";

    public static IReadOnlyList<ChallengeAttempts> All { get; } =
    [
        new("night-shift",
            [There + "ip link set <device> up", Rebuild, There + "echo 0x1003 > /sys/class/net/<device>/flags"],
            There + "ip link set <bridge> down; ip link set <bridge> up",
            There + FlushFirewall),
        new("two-islands",
            [There + "ip link set <device> master <bridge>", There + "brctl addif <bridge> <device>", Rebuild],
            There + "ip link set <device> down; ip link set <device> up",
            RedisHost + "docker rm -f dashboard"),
        new("missing-parcel",
            [There + "iptables -D INPUT -p udp --dport <tunnel-port> -j DROP", There + "iptables -D INPUT 1",
                There + "iptables-save | grep -v -- '-A INPUT .*--dport <tunnel-port>' | iptables-restore"],
            There + "ip link set <device> down; ip link set <device> up",
            There + FlushFirewall),
        new("lights-out",
            [Host + "docker start <chat>", Host + Restart("<chat>"),
                Host + "curl -sf --unix-socket /var/run/docker.sock -X POST http://engine/containers/<chat>/start"],
            RedisHost + Restart("<redis>"),
            Host + "docker update --restart no <chat>"),
        new("silent-library",
            [RedisHost + "docker unpause <redis>",
                RedisHost + "curl -sf --unix-socket /var/run/docker.sock -X POST http://engine/containers/<redis>/unpause",
                RedisHost + "docker ps -q --filter status=paused | xargs docker unpause; " + Restart("<redis>")],
            Host + Restart("<chat>"),
            RedisHost + Redis("config set requirepass \"\"")),
        new("one-way-street",
            [Host + In("<chat>", "ip route add default via <gateway>"),
                Host + In("<chat>", "ip route replace default via <gateway> dev eth0"), Host + Restart("<chat>")],
            Host + In("<chat>", "ip route add default via <redis-address>"),
            Host + "iptables -t raw -F"),
        new("closed-shop",
            [Host + "iptables -D DOCKER-USER -p tcp --dport <port> -j DROP", Host + "iptables -D DOCKER-USER 1",
                Host + "iptables-save -t filter | grep -v -- '-A DOCKER-USER .*--dport <port>' | iptables-restore -T filter"],
            Host + Restart("<chat>"),
            Host + "iptables -F DOCKER-USER; iptables -I FORWARD -j ACCEPT"),
        new("watchman",
            [Host + In("<chat>", "sysctl -w net.ipv4.icmp_echo_ignore_all=0"),
                Host + In("<chat>", "echo 0 > /proc/sys/net/ipv4/icmp_echo_ignore_all"), Host + Restart("<chat>")],
            Host + "sysctl -w net.ipv4.icmp_echo_ignore_all=0; iptables -C INPUT -p icmp -j ACCEPT",
            Host + "sysctl -w net.ipv4.conf.all.rp_filter=2; sysctl -w net.ipv4.icmp_echo_ignore_broadcasts=0"),
        new("parallel-worlds",
            [Rebuild, RebuildBeside, Rebuild.Replace("ip link set <device> mtu <mtu> master <bridge> up",
                "ip link set <device> mtu <mtu> up; brctl addif <bridge> <device>", StringComparison.Ordinal)],
            There + "ip link set <device> down; ip link set <device> up",
            There + FlushFirewall),
        new("new-cabling",
            [Rebuild, RebuildBeside, Rebuild.Replace("ip link set <device> mtu <mtu> master <bridge> up",
                "ip link set <device> mtu <mtu> up; brctl addif <bridge> <device>", StringComparison.Ordinal)],
            There + "iptables -C INPUT -p udp --dport <tunnel-port> -j ACCEPT; ip link set <device> down; ip link set <device> up",
            There + "iptables -I INPUT -p udp -j ACCEPT"),
        new("short-letters",
            [Host + $"ip link set {Veth("<chat>")} mtu <mtu>", Host + Restart("<chat>"),
                Host + $"echo <mtu> > /sys/class/net/{Veth("<chat>")}/mtu"],
            Host + "ip link set <bridge> mtu <mtu>",
            Host + "ip link set <device> mtu 1300"),
        new("old-friend",
            [Host + In("<chat>", "ip neigh delete <redis-address> dev eth0"), Host + Restart("<chat>"),
                Host + In("<chat>", "ip link set eth0 down; ip link set eth0 up; ip route add default via <gateway>; "
                    + "ip neigh delete <redis-address> dev eth0")],
            RedisHost + Restart("<redis>"),
            Host + "docker network disconnect <bridge> <chat>"),
        new("full-shelf",
            [RedisHost + Redis("config set maxmemory 0"), RedisHost + Restart("<redis>"), RedisHost + Redis("config set maxmemory 1gb")],
            Host + Restart("<chat>"),
            RedisHost + Redis("config set requirepass \"\"")),
        new("spring-cleaning",
            [RedisHost + Restart("<redis>"), RedisHost + "docker stop -t 2 <redis>; docker start <redis>",
                RedisHost + $"kill -KILL {Pid("<redis>")}"],
            Host + Restart("<chat>"),
            RedisHost + "docker rm -f <redis>"),
        new("private-party",
            [RedisHost + Redis("config set bind \"* -::*\""), RedisHost + Restart("<redis>"), RedisHost + Redis("config set bind 0.0.0.0")],
            Host + Restart("<chat>"),
            RedisHost + "docker network connect bridge <redis>"),
        new("homebody",
            [Host + "iptables -t nat -A POSTROUTING -s <subnet> ! -o <bridge> -j MASQUERADE",
                Host + "iptables -t nat -I POSTROUTING -s <subnet> ! -o <bridge> -j MASQUERADE",
                Host + "printf '*nat\\n-A POSTROUTING -s <subnet> ! -o <bridge> -j MASQUERADE\\nCOMMIT\\n' | iptables-restore -n"],
            Host + "iptables -t nat -A POSTROUTING -s 10.0.0.0/8 -j RETURN",
            Host + "iptables -t nat -A POSTROUTING -j MASQUERADE"),
        new("long-lunch",
            [Host + $"kill -CONT {Pid("<chat>")}", Host + "docker kill -s CONT <chat>", Host + Restart("<chat>")],
            Host + "docker pause <chat>; docker unpause <chat>",
            Host + "docker rm -f <chat>"),
        new("return-ticket",
            [RedisHost + In("<redis>", "ip route delete blackhole <chat-address>"), RedisHost + Restart("<redis>"),
                RedisHost + In("<redis>", "ip route flush type blackhole")],
            RedisHost + In("<redis>", "ip neigh flush all"),
            RedisHost + FlushFirewall),
        new("moved-house",
            [Host + "iptables-save -t nat | sed 's/--to-destination 172[.0-9]*:<port>/--to-destination <chat-address>:<port>/' "
                + "| iptables-restore -T nat",
                Host + Restart("<chat>") + "; iptables -t nat -D DOCKER $(iptables -t nat -S DOCKER | grep '^-A' "
                    + "| grep -n -- '--dport <port> ' | grep -v -- '<chat-address>:<port>$' | cut -d: -f1)",
                Host + "n=$(iptables -t nat -S DOCKER | grep '^-A' | grep -n -- '--dport <port> ' | cut -d: -f1); "
                    + "iptables -t nat -D DOCKER $n; iptables -t nat -A DOCKER ! -i <bridge> -p tcp -m tcp --dport <port> "
                    + "-j DNAT --to-destination <chat-address>:<port>"],
            RedisHost + Restart("<redis>"),
            Host + "iptables -t nat -F DOCKER"),
        new("second-opinion",
            [Host + "nft delete table inet office", Host + "nft flush table inet office; nft delete table inet office",
                Host + "nft flush chain inet office passage"],
            Host + Restart("<chat>"),
            Host + "nft flush ruleset"),
        new("basement",
            [There + "iptables-legacy -D INPUT -p udp --dport <tunnel-port> -j DROP", There + "iptables-legacy -D INPUT 1",
                There + "iptables-legacy -F INPUT"],
            There + "iptables -I INPUT -p udp --dport <tunnel-port> -j ACCEPT",
            There + "iptables -F"),
        new("undertow",
            [Host + "nft delete table bridge office", Host + "nft flush chain bridge office passage",
                Host + "nft -a list chain bridge office passage | sed -n 's/.*drop # handle //p' "
                    + "| xargs nft delete rule bridge office passage handle"],
            Host + Restart("<chat>"),
            Host + "nft flush ruleset"),
        new("thursday-rain",
            [Host + "ip address delete <redis-address>/32 dev <bridge>", Host + "ip address flush to <redis-address>/32 dev <bridge>",
                Host + "echo 'address delete <redis-address>/32 dev <bridge>' | ip -batch -"],
            Host + In("<chat>", "ip neigh flush all"),
            Host + "ip address flush dev <bridge>"),
        new("detour",
            [Host + "ip rule delete from <chat-address> lookup 99; ip route flush table 99", Host + "ip rule delete priority 1000",
                Host + "ip route flush table 99"],
            Host + Restart("<chat>"),
            Host + "ip rule flush; ip rule add priority 32766 lookup main"),
        new("silent-stairs",
            [RedisHost + $"tc qdisc delete dev {Veth("<redis>")} root", RedisHost + Restart("<redis>"),
                RedisHost + "docker stop -t 2 <redis>; docker start <redis>"],
            Host + Restart("<chat>"),
            RedisHost + "iptables -t raw -F; iptables -F DOCKER"),
        new("cold-shoulder",
            [There + $"bridge link set dev {Veth("<redis>")} isolated off; bridge link set dev {Veth("<chat>")} isolated off",
                There + Restart("<redis> <chat>"),
                There + $"echo 0 > /sys/class/net/{Veth("<redis>")}/brport/isolated; "
                    + $"echo 0 > /sys/class/net/{Veth("<chat>")}/brport/isolated"],
            Host + In("<chat>", "ip neigh flush all"),
            There + "docker stop -t 2 dashboard"),
    ];

    /// <summary>Splits an attempt into host and line.</summary>
    /// <param name="example">The case whose values replace the placeholders.</param>
    public static (string Host, string Line) Fill(string attempt, ChallengeCase example)
    {
        var filled = example.Values.Aggregate(
            attempt, (text, value) => text.Replace($"<{value.Key}>", value.Value, StringComparison.Ordinal));
        return filled.Split(": ", 2) is [var host, var line] ? (host, line) : throw new FormatException(attempt);
    }
}
