using ChatAspire.Lab.Faults;

namespace ChatAspire.Lab.Tests.Faults;

public sealed class HostStateTests
{
    private const string Flood = "|fdb|00:00:00:00:00:00 dev vxlan0 dst 10.77.0.12 via eth0 self permanent";

    private static readonly string[] Healthy =
    [
        "|link|vxlan0 up mtu 1450 master vxlan-net port forwarding isolated off vxlan 10,10.77.0.12,4789",
        "|link|veth:redis up mtu 1450 master vxlan-net port forwarding isolated off vxlan -",
        "|address|vxlan-net inet 172.18.0.1/16 brd 172.18.255.255 scope global vxlan-net",
        "|rule|32766 from all lookup main",
        Flood,
        "|qdisc|qdisc noqueue 0: dev veth:redis root",
        "|iptables|*filter", "|iptables|:INPUT ACCEPT", "|iptables|-A INPUT -i lo -j ACCEPT", "|iptables|COMMIT",
        "|sysctl|net.ipv4.ip_forward=1",
        "|container|redis running unless-stopped vxlan-net=172.18.0.100",
        "redis|route|default via 172.18.0.1 dev eth0 table main",
        "redis|iptables|*nat", "redis|iptables|:OUTPUT ACCEPT", "redis|iptables|-A OUTPUT -d 127.0.0.11/32 -j DOCKER_OUTPUT",
        "redis|iptables|COMMIT",
    ];

    /// <summary>A change, and the commands that undo it.</summary>
    public static TheoryData<string[], string[], string[]> Changes => new()
    {
        { ["|link|vxlan0 up"], ["|link|vxlan0 down mtu 1400 master - port - isolated - vxlan 10,10.77.0.12,4789"],
            ["ip link set vxlan0 mtu 1450", "ip link set vxlan0 master vxlan-net", "ip link set vxlan0 up",
                "bridge link set dev vxlan0 state 3"] },
        { ["|link|veth:redis"], ["|link|veth:redis up mtu 1450 master vxlan-net port forwarding isolated on vxlan -"],
            ["bridge link set dev \"$(veth redis)\" isolated off"] },
        { [], ["|address|vxlan-net inet 172.18.0.100/32 scope global vxlan-net"],
            ["ip address delete 172.18.0.100/32 dev vxlan-net"] },
        { ["|address|vxlan-net"], [], ["ip address add 172.18.0.1/16 broadcast 172.18.255.255 dev vxlan-net"] },
        { [], ["|rule|1000 from 172.18.0.11 lookup 99"], ["ip rule delete priority 1000 from 172.18.0.11 lookup 99"] },
        { ["|fdb|"], [], ["bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.77.0.12 via eth0 self permanent"] },
        { ["|qdisc|"], ["|qdisc|qdisc blackhole 8001: dev veth:redis root"], ["tc qdisc delete dev \"$(veth redis)\" root"] },
        { [], ["|nft|table inet office"], ["nft delete table inet office"] },
        { ["|sysctl|"], ["|sysctl|net.ipv4.ip_forward=0"], ["sysctl -qw net.ipv4.ip_forward=1"] },
        { ["redis|route|"], ["redis|route|blackhole 172.18.0.22"],
            ["into redis ip route delete blackhole 172.18.0.22", "into redis ip route add default via 172.18.0.1 dev eth0 table main"] },
        { ["|container|"], ["|container|redis paused unless-stopped vxlan-net=172.18.0.100"],
            ["docker update --restart unless-stopped redis", "docker unpause redis", "docker start redis"] },
        { ["|container|"], ["|container|redis running unless-stopped bridge=172.17.0.2 vxlan-net=172.18.0.100"],
            ["docker network disconnect \"$network\" redis", "docker network connect --ip 172.18.0.100 vxlan-net redis"] },
        { ["|iptables|-A INPUT"], [], ["iptables-restore", "-A INPUT -i lo -j ACCEPT"] },
        { [], ["|iptables|*raw", "|iptables|:PREROUTING ACCEPT", "|iptables|-A PREROUTING -j NOTRACK", "|iptables|COMMIT"],
            ["nft delete table ip raw"] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Commands_undo_a_difference(string[] without, string[] with, string[] commands)
    {
        var before = HostState.Parse(Healthy);
        var now = HostState.Parse([.. Healthy.Where(line => !without.Any(line.StartsWith)), .. with]);

        Assert.False(HostRepair.IsRestored(before, now));
        var script = HostRepair.Command(before, now).ToShell();
        Assert.All(commands, command => Assert.Contains(command, script, StringComparison.Ordinal));
    }

    [Fact]
    public void A_Redis_without_its_password_is_restarted()
    {
        var (before, now) = (HostState.Parse(["|redis|redis requires a password"]), HostState.Parse(["|redis|redis requires no password"]));

        Assert.False(HostRepair.IsRestored(before, now));
        Assert.Contains("docker restart -t 2 redis", HostRepair.Command(before, now).ToShell(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_state_needs_no_command()
    {
        var (before, now) = (HostState.Parse(Healthy), HostState.Parse([.. Healthy, "|started|redis 2026-11-28T10:00:00Z"]));

        Assert.True(HostRepair.IsRestored(before, now));
    }

    [Fact]
    public void Another_order_of_rules_is_a_difference()
    {
        string[] rules = ["|iptables|*filter", "|iptables|-A INPUT -j A", "|iptables|-A INPUT -j B", "|iptables|COMMIT"];
        var (before, now) = (HostState.Parse(rules), HostState.Parse([rules[0], rules[2], rules[1], rules[3]]));

        Assert.False(HostRepair.IsRestored(before, now));
    }

    /// <summary>Removing the last rule of a table leaves the table behind.</summary>
    [Fact]
    public void A_table_without_content_is_no_state()
    {
        var state = HostState.Parse(
        [
            "redis|iptables|*filter", "redis|iptables|:INPUT ACCEPT", "redis|iptables|COMMIT",
            "redis|iptables|*raw", "redis|iptables|:PREROUTING DROP", "redis|iptables|COMMIT",
        ]);

        Assert.Equal(["*raw", ":PREROUTING DROP", "COMMIT"], state.Of("redis", "iptables"));
    }

    /// <summary>Docker keeps rules for its name server in there, whose ports change with each start.</summary>
    [Fact]
    public void The_firewall_of_a_container_is_restored_by_a_restart()
    {
        var before = HostState.Parse(Healthy);
        var now = HostState.Parse(Healthy.Where(line => !line.Contains("DOCKER_OUTPUT", StringComparison.Ordinal)));

        Assert.DoesNotContain("restore", HostRepair.Command(before, now).ToShell(), StringComparison.Ordinal);
        Assert.Equal(["redis"], HostRepair.Damaged(before, now));
    }

    /// <summary>Hundreds of commands would fail one after another.</summary>
    [Fact]
    public void Nothing_is_set_in_the_namespace_of_a_container_that_is_gone()
    {
        var now = HostState.Parse(Healthy.Where(line => !line.Contains("redis", StringComparison.Ordinal)));

        var script = HostRepair.Command(HostState.Parse(Healthy), now).ToShell();

        Assert.Contains("docker start redis", script, StringComparison.Ordinal);
        Assert.DoesNotContain("into redis ip", script, StringComparison.Ordinal);
        Assert.DoesNotContain("$(veth redis)", script, StringComparison.Ordinal);
    }

    /// <summary>A local host is a container itself: its engine outside gives its name server new ports when the host restarts.</summary>
    [Fact]
    public void The_rules_of_a_restarted_name_server_are_kept()
    {
        string[] Dump(int port, params string[] rules) =>
        [
            "|iptables|*nat", .. rules.Select(rule => $"|iptables|{rule}"),
            $"|iptables|-A DOCKER_OUTPUT -d 127.0.0.11/32 -j DNAT --to-destination 127.0.0.11:{port}", "|iptables|COMMIT",
        ];
        var (before, now) = (HostState.Parse(Dump(1111, "-A POSTROUTING -j MASQUERADE")), HostState.Parse(Dump(2222)));

        var script = HostRepair.Command(before, now).ToShell();

        Assert.Contains("-A POSTROUTING -j MASQUERADE", script, StringComparison.Ordinal);
        Assert.Contains("127.0.0.11:2222", script, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.11:1111", script, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_count_as_often_as_they_are_there()
    {
        var (one, two) = (HostState.Parse(["|nft|table inet a"]), HostState.Parse(["|nft|table inet a", "|nft|table inet a"]));

        Assert.Single(two.Except(one));
        Assert.Empty(one.Except(two));
    }
}
