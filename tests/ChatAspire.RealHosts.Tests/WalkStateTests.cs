using System.Text.Json;

namespace ChatAspire.RealHosts.Tests;

/// <summary>
/// Faults that no capture and no trace shows: a walk reads the state of the namespaces on its path, names the fault, and the cure heals it.
/// </summary>
[Collection(nameof(WalkLab))]
public sealed class WalkStateTests(WalkLab fixture)
{
    /// <summary>Placeholder for an address outside the lab: the gateway of the hosts.</summary>
    private const string Outside = "OUTSIDE";

    private const string RedisRule = "INPUT -p tcp --dport 6379 -j DROP";
    private const string TunnelRule = "INPUT -p udp --dport 4789 -j DROP";
    private const string Masquerade = "POSTROUTING -s 172.18.0.0/16 ! -o vxlan-net -j MASQUERADE";
    private const string OtherWay =
        "ip link add d0 type bridge; ip link set d0 up; ip addr add 10.99.0.1/24 dev d0; ip route add 172.18.0.22/32 dev d0; "
        + "sysctl -qw net.ipv4.conf.all.rp_filter=1";

    private static readonly string[] ToRedis = ["chat-b", "redis"];

    /// <summary>Host and damage; the walk; host and place it must name; parts of its cause and cure; the repair.</summary>
    public static TheoryData<string, string, string[], string, string, string, string, string> Faults => new()
    {
        { "host-a", In("redis", $"iptables -I {RedisRule}"), ToRedis, "host-a", "filter INPUT of redis", "--dport 6379 -j DROP drops it",
            "iptables -t filter -D INPUT", In("redis", $"iptables -D {RedisRule}") },
        { "host-b", In("chat-b", "ip neigh replace 172.18.0.100 lladdr 02:42:de:ad:be:ef dev eth0 nud permanent"), ToRedis,
            "host-b", "eth0 of chat-b", "has 02:42:de:ad:be:ef for 172.18.0.100", "ip neigh del 172.18.0.100",
            In("chat-b", "ip neigh del 172.18.0.100 dev eth0") },
        { "host-a", In("redis", "ip route add blackhole 172.18.0.22/32"), ToRedis, "host-a", "eth0 of redis",
            "no route back to 172.18.0.22", "ip route del 172.18.0.22", In("redis", "ip route del 172.18.0.22/32") },
        { "host-a", "bridge link set dev vxlan0 state 0", ToRedis, "host-a", "vxlan0", "in state disabled",
            "bridge link set dev vxlan0 state 3", "bridge link set dev vxlan0 state 3" },
        { "host-a", $"iptables -t nat -D {Masquerade}", ["chat-a", Outside, "--ping"], "host-a", "nat POSTROUTING",
            "own address 172.18.0.11: no rule translated it", $"iptables -t nat -A {Masquerade}",
            $"iptables -t nat -C {Masquerade} || iptables -t nat -A {Masquerade}" },
    };

    /// <summary>More faults, with CHATASPIRE_FULL=1.</summary>
    public static TheoryData<string, string, string[], string, string, string, string, string> MoreFaults => !LabHome.Full ? [] : new()
    {
        { "host-a", In("chat-a", OtherWay), ["chat-b", "chat-a"], "host-a", "eth0 of chat-a", "the way back to 172.18.0.22 leaves by d0",
            "ip route del 172.18.0.22", In("chat-a", "ip link del d0; sysctl -qw net.ipv4.conf.all.rp_filter=0") },
        { "host-a", In("redis", "nft add table arp g; nft add chain arp g i \"{ type filter hook input priority 0; }\"; "
            + "nft add rule arp g i drop") + "; " + In("chat-a", "ip neigh flush all"), ["chat-a", "redis"], "host-a", "arp g i of redis",
            "the rule drop drops it", "nft delete rule arp g i", In("redis", "nft delete table arp g") },
        { "host-a", In("chat-a", "ip route del default"), ["--external", ":5000"], "host-a", "eth0 of chat-a", "there is no route back to",
            "ip route add default via 172.18.0.1", In("chat-a", "ip route add default via 172.18.0.1") },
        { "host-b", In("chat-b", "iptables -A OUTPUT -p tcp --dport 6379 -j DROP"), ToRedis, "host-b", "filter OUTPUT of chat-b",
            "drops it before it leaves", "iptables -t filter -D OUTPUT", In("chat-b", "iptables -F OUTPUT") },
        { "host-a", In("redis", "sysctl -qw net.ipv4.icmp_echo_ignore_all=1"), [.. ToRedis, "--ping"], "host-a", "eth0 of redis",
            "icmp_echo_ignore_all is 1", "sysctl -w net.ipv4.icmp_echo_ignore_all=0",
            In("redis", "sysctl -qw net.ipv4.icmp_echo_ignore_all=0") },
        { "host-a", $"iptables-legacy -I {TunnelRule}", ToRedis, "host-a", "legacy filter INPUT", "--dport 4789 -j DROP drops it",
            "iptables-legacy -t filter -D INPUT", $"iptables-legacy -D {TunnelRule}" },
        { "host-b", "nft add table bridge guard; nft add chain bridge guard f '{ type filter hook forward priority 0; }'; "
            + "nft add rule bridge guard f ip daddr 172.18.0.100 drop", ToRedis, "host-b", "bridge guard f", "ip daddr 172.18.0.100 drop",
            "nft delete rule bridge guard f", "nft delete table bridge guard" },
        { "host-b", In("chat-b", "tc qdisc add dev eth0 root blackhole"), ToRedis, "host-b", "eth0 of chat-b", "its queue blackhole",
            "tc qdisc del dev eth0 root", In("chat-b", "tc qdisc del dev eth0 root") },
        { "host-b", In("chat-b", "ip route add 172.18.0.100/32 via 172.18.0.99"), ToRedis, "host-b", "eth0 of chat-b",
            "leads to 172.18.0.99, which answers no ARP request", "ip route del 172.18.0.100",
            In("chat-b", "ip route del 172.18.0.100/32") },
        { "host-b", In("chat-b", "ip link set eth0 mtu 1400"), ["chat-a", "chat-b", "--size", "1450"], "host-b", "eth0 of chat-b",
            "the packet has 1450 bytes, and the MTU is 1400", "ip link set eth0 mtu 1450", In("chat-b", "ip link set eth0 mtu 1450") },
        { "host-b", In("chat-b", "sysctl -qw net.ipv4.ip_default_ttl=1"), ["chat-b", Outside, "--ping"], "host-b", "vxlan-net",
            "TTL ran out here", "sysctl -w net.ipv4.ip_default_ttl=64", In("chat-b", "sysctl -qw net.ipv4.ip_default_ttl=64") },
        { "host-a", "ip rule add from 172.18.0.11 table 99; ip route add blackhole default table 99", ["chat-a", Outside, "--ping"],
            "host-a", "ip rule", "chooses table 99", "ip rule del priority", "ip rule del table 99; ip route flush table 99" },
        { "host-a", "docker run -d --name lo -p 127.0.0.1:5001:80 alpine:latest sleep 9999", ["chat-b", "host-a:5001"], "host-a", "lo",
            "publishes port 5001 on 127.0.0.1 only", "Create lo", "docker rm -f lo" },
        { "host-a", "docker run -d --name pub -p 8086:80 alpine:latest sleep 9999", ["chat-b", "host-a:8086"], "host-a", "pub",
            "nothing listens on 80", "docker logs pub", "docker rm -f pub" },
        { "host-a", "kill -STOP $(docker inspect -f '{{.State.Pid}}' chat-a)", ["chat-b", "chat-a", "--http"], "host-a", "chat-a",
            "and is stopped", "kill -CONT", "kill -CONT $(docker inspect -f '{{.State.Pid}}' chat-a)" },
    };

    /// <summary>The cure is run as printed, and the same walk succeeds; a sentence or a command that only shows something is not.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    [MemberData(nameof(MoreFaults))]
    public async Task A_fault_in_the_state_of_a_namespace_is_named_and_its_cure_heals(
        string on, string damage, string[] walk, string host, string where, string cause, string cure, string repair)
    {
        var gateway = (await fixture.OnHostAsync("host-a", "ip -4 route show default | cut -d' ' -f3")).Trim();
        string[] arguments = ["walk", .. walk.Select(word => word == Outside ? gateway : word), "--json"];
        await fixture.OnHostAsync(on, damage);
        try
        {
            var ran = await fixture.Lab.RunAsync(arguments);

            Assert.True(ran.ExitCode == 1, $"exit code {ran.ExitCode}\n{ran.Error}\n{ran.Output}");
            var document = JsonDocument.Parse(ran.Output).RootElement;
            var verdict = (document.TryGetProperty("walks", out var walks) ? walks[0] : document).GetProperty("verdict");
            Assert.Equal((host, where), (Text(verdict, "host"), Text(verdict, "location")));
            Assert.Contains(cause, Text(verdict, "cause"), StringComparison.Ordinal);
            Assert.Contains(cure, Text(verdict, "cure"), StringComparison.Ordinal);
            if (!cure.StartsWith("docker logs", StringComparison.Ordinal) && !char.IsUpper(cure[0]))
            {
                await fixture.OnHostAsync(host, Text(verdict, "cure"));
                (await fixture.Lab.RunAsync(arguments)).EnsureSuccess();
            }
        }
        finally
        {
            await fixture.OnHostAsync(on, $"{{ {repair}; }} > /dev/null 2>&1; true");
        }
    }

    /// <summary>A request that went well is no trouble, even if it took another path than the walk listens on.</summary>
    [Fact]
    public async Task A_request_that_docker_proxy_passed_on_is_a_note_and_no_trouble()
    {
        const string Rule = "DOCKER ! -i vxlan-net -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.11:5000";
        await fixture.OnHostAsync("host-a", $"iptables -t nat -D {Rule}");
        try
        {
            var ran = (await fixture.Lab.RunAsync("walk", "--external", "host-a:5000")).EnsureSuccess();

            Assert.Contains("docker-proxy passed the request on", ran.Output, StringComparison.Ordinal);
        }
        finally
        {
            await fixture.OnHostAsync("host-a", $"iptables -t nat -A {Rule}");
        }
    }

    /// <summary>A shell line that runs another in a container's network namespace.</summary>
    private static string In(string container, string line) =>
        $"nsenter -t $(docker inspect -f '{{{{.State.Pid}}}}' {container}) -n sh -c '{line}'";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
