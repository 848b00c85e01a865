using System.Net;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Verdicts by recorded state: what a kernel does with a packet after the last device, and before the first.</summary>
public class EvidenceTests
{
    private const string Enter = "nsenter -t 1 -n ";
    private const string Blackholed = "172.18.0.22";
    private const string ByOtherDevice = "172.18.0.11";
    private const string Neighbour = "172.18.0.1";

    private static readonly CapturePoint Redis = new("host-a", CapturePointKind.Container, "eth0", "redis", Netns.Of(1));
    private static readonly CapturePoint Nic = new("host-a", CapturePointKind.Nic, "eth0");

    [Fact]
    public void Recorded_rules_are_read_from_both_backends_and_every_family() => Assert.Equal(
        ["filter INPUT", "legacy filter INPUT", "arp g i", "netdev bad i"], RecordedState.After.Dropping.Select(rule => rule.Location));

    [Theory]
    [InlineData(Neighbour, 6379, "filter INPUT of redis", "the rule -A INPUT -p tcp -m tcp --dport 6379 -j DROP drops it",
        Enter + "iptables -t filter -D INPUT -p tcp -m tcp --dport 6379 -j DROP")]
    [InlineData(Neighbour, 6380, "legacy filter INPUT of redis", "--dport 6380 -j DROP drops it",
        Enter + "iptables-legacy -t filter -D INPUT -p tcp -m tcp --dport 6380 -j DROP")]
    [InlineData(Neighbour, 6381, "netdev bad i of redis", "the rule tcp dport 6381 drop drops it",
        Enter + "nft delete rule netdev bad i handle 2")]
    [InlineData(Blackholed, 80, "eth0 of redis", "no route back to 172.18.0.22 (ip route get: Invalid argument)",
        Enter + "ip route add default via 172.18.0.1")]
    [InlineData(ByOtherDevice, 80, "eth0 of redis", "rp_filter is 1, and the way back to 172.18.0.11 leaves by d0",
        Enter + "sysctl -w net.ipv4.conf.all.rp_filter=2")]
    [InlineData(Neighbour, 8089, "redis", "the accept queue of 0.0.0.0:8089 is full (2 connections wait, the backlog is 1)",
        "docker logs redis")]
    [InlineData(Neighbour, 8090, "redis", "its program perl (process 20258) listens on 0.0.0.0:8090 and is stopped", "kill -CONT 20258")]
    [InlineData(Neighbour, 9999, "eth0 of redis", "SYN was seen here and nothing followed", Enter + "nstat")]
    public void A_SYN_without_effect_is_explained_by_the_state_of_its_namespace(
        string client, int port, string location, string cause, string cure)
    {
        var verdict = Explain(Packets(Protocol.Tcp, client, port, (int)TcpFlags.Syn), state => state);

        Assert.Equal(("host-a", location), (verdict.Host, verdict.Location));
        Assert.Contains(cause, verdict.Cause, StringComparison.Ordinal);
        Assert.StartsWith(cure, verdict.Cure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Blackholed, "arp g i of redis", "the rule arp saddr ip 172.18.0.22 drop drops it",
        Enter + "nft delete rule arp g i handle 2")]
    [InlineData(Neighbour, "eth0 of redis", "ARP request was seen here and nothing followed", Enter + "ip neighbour")]
    public void An_ARP_request_without_a_reply_is_not_blamed_on_the_program(string client, string location, string cause, string cure)
    {
        var verdict = Explain(Packets(Protocol.Arp, client, 0, Packet.ArpRequest), state => state);

        Assert.Equal(location, verdict.Location);
        Assert.Contains(cause, verdict.Cause, StringComparison.Ordinal);
        Assert.Equal(cure, verdict.Cure);
    }

    [Theory]
    [InlineData("all", "8", true)]
    [InlineData("eth0", "8", true)]
    [InlineData("eth0", "1", false)] // answered, because the address is eth0's own
    public void A_setting_that_ignores_ARP_requests_is_named(string owner, string value, bool isIgnored)
    {
        var verdict = Explain(Packets(Protocol.Arp, Neighbour, 0, Packet.ArpRequest), state => state with
        {
            Settings = new Dictionary<string, string>(state.Settings) { [$"conf/{owner}/arp_ignore"] = value },
        });

        Assert.Equal(isIgnored ? CauseId.ArpIgnored : CauseId.NotEstablished, verdict.CauseId);
    }

    [Fact]
    public void A_setting_that_ignores_echo_requests_is_named() => Assert.Equal(
        new Verdict(CauseId.EchoIgnored, "host-a", "eth0 of redis", "the echo request arrived, and icmp_echo_ignore_all is 1",
            Enter + "sysctl -w net.ipv4.icmp_echo_ignore_all=0"),
        Explain(Packets(Protocol.Icmp, Neighbour, 0, Packet.EchoRequest), state => state));

    /// <summary>A rule with a counter that did not move did not drop the packet, and one without a counter must fit the packet.</summary>
    [Fact]
    public void Rules_that_did_not_count_are_not_blamed()
    {
        var before = RecordedState.Before;

        var verdict = Explain(
            Packets(Protocol.Tcp, Neighbour, 6379, (int)TcpFlags.Syn), state => state with { Dropping = before.Dropping });

        Assert.Contains("nothing followed", verdict.Cause, StringComparison.Ordinal);
    }

    /// <summary>Without state, nothing is said about it, and the program is not blamed for a packet that only a device showed.</summary>
    [Fact]
    public void Without_state_only_what_was_seen_is_said()
    {
        var verdict = new DeliveryDiagnosis(WalkFixture.Lab(), WalkEvidence.None)
            .Explain(Packets(Protocol.Tcp, Neighbour, 6379, (int)TcpFlags.Syn), "timed out")!;

        Assert.StartsWith("SYN was seen here and nothing followed: timed out", verdict.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.60.0.1", "its route to 10.60.0.1 leads to 172.18.0.99, which answers no ARP request")]
    [InlineData(Blackholed, "there is no route to 172.18.0.22 (ip route get: Invalid argument)")]
    [InlineData(ByOtherDevice, "packets to 172.18.0.11 leave by d0 instead")]
    public void A_packet_that_never_left_is_explained_by_its_sender_s_routes(string destination, string cause)
    {
        var path = new WalkPath(
            [Redis], [new Flow(Protocol.Icmp, IPAddress.Parse("172.18.0.100"), null, IPAddress.Parse(destination), null)]);

        var verdict = new SenderDiagnosis(WalkFixture.Lab(), path, Evidence(Redis, state => state)).Explain(isSilent: true)!;

        Assert.Equal(("eth0 of redis", cause), (verdict.Location, verdict.Cause));
    }

    [Theory]
    [InlineData(6380, "vxlan-net", "legacy filter INPUT", "iptables-legacy -t filter -D INPUT")]
    [InlineData(6381, "vxlan-net", "netdev bad i", "nft delete rule netdev bad i handle 2")]
    [InlineData(80, "d0", "d0", "tc qdisc del dev d0 root")]
    [InlineData(80, "vxlan-net", null, null)]
    public void A_loss_between_two_devices_is_explained_by_untraced_rules_and_queues(int port, string next, string? location, string? cure)
    {
        var frame = Packets(Protocol.Tcp, Neighbour, port, (int)TcpFlags.Syn)[0].Devices.First().Frame;

        var verdict = new HeldDiagnosis(new WalkPath([], []), Evidence(Nic, state => state))
            .Explain(Nic, new CapturePoint("host-a", CapturePointKind.Bridge, next), frame);

        Assert.Equal(location, verdict?.Location);
        Assert.StartsWith(cure ?? "", verdict?.Cure ?? "", StringComparison.Ordinal);
    }

    /// <summary>Docker would write the rule again; and with iptables-legacy no trace names it.</summary>
    [Theory]
    [InlineData("filter", "DOCKER-ISOLATION-STAGE-2", "-A DOCKER-ISOLATION-STAGE-2 -o br-0 -j DROP", "Docker isolates its networks")]
    [InlineData("raw", "PREROUTING", "-A PREROUTING -d 172.18.0.0/16 ! -i br-0 -j DROP", "This rule blocks direct access")]
    [InlineData("raw", "PREROUTING", "-A PREROUTING -p tcp -j DROP", "iptables-legacy -t raw -D PREROUTING -p tcp")]
    public void The_cure_of_Docker_s_own_legacy_rule_does_not_delete_it(string table, string chain, string rule, string cure)
    {
        var frame = Packets(Protocol.Tcp, Neighbour, 80, (int)TcpFlags.Syn)[0].Devices.First().Frame;
        var evidence = Evidence(Nic, state => state with
        {
            Dropping = [new FilterRule("iptables-legacy", table, chain, null, rule, null, 1)],
        });

        var verdict = new HeldDiagnosis(new WalkPath([], []), evidence)
            .Explain(Nic, new CapturePoint("host-a", CapturePointKind.Bridge, "vxlan-net"), frame)!;

        Assert.Equal($"legacy {table} {chain}", verdict.Location);
        Assert.StartsWith(cure, verdict.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cure_of_a_class_s_queue_leaves_the_device_s_other_queues()
    {
        var frame = Packets(Protocol.Tcp, Neighbour, 80, (int)TcpFlags.Syn)[0].Devices.First().Frame;
        var evidence = Evidence(
            Nic, state => state with { Qdiscs = [.. state.Qdiscs.Select(queue => queue with { Parent = "1:10" })] });

        var verdict = new HeldDiagnosis(new WalkPath([], []), evidence)
            .Explain(Nic, new CapturePoint("host-a", CapturePointKind.Bridge, "d0"), frame);

        Assert.Equal("tc qdisc del dev d0 parent 1:10", verdict?.Cure);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("-A INPUT -p tcp -m tcp --dport 6379 -j DROP", true)]
    [InlineData("-A INPUT -p tcp -m tcp --dport 6000:6400 -j DROP", true)]
    [InlineData("-A INPUT -p udp -m udp --dport 6379 -j DROP", false)]
    [InlineData("-A INPUT ! -p tcp -j DROP", false)]
    [InlineData("-A INPUT -s 172.18.0.0/24 -j DROP", true)]
    [InlineData("-A INPUT ! -s 172.18.0.1/32 -j DROP", false)]
    [InlineData("-A INPUT -d 10.0.0.0/8 -j DROP", false)]
    [InlineData("tcp dport 6379 drop", true)]
    [InlineData("tcp dport != 6379 drop", false)]
    [InlineData("ip saddr 172.18.0.1 tcp sport 40000 drop", true)]
    [InlineData("ip daddr 172.18.0.101 drop", false)]
    [InlineData("ip protocol icmp drop", false)]
    [InlineData("tcp dport { 80, 443 } drop", true)]
    [InlineData("ip6 saddr fd00::1 drop", false)]
    [InlineData("drop", true)]
    public void A_rule_may_apply_unless_one_of_its_matches_excludes_the_packet(string? rule, bool may) => Assert.Equal(
        may, PacketMatch.MayApply(rule, Packets(Protocol.Tcp, Neighbour, 6379, (int)TcpFlags.Syn)[0].Packet));

    private static Verdict Explain(IReadOnlyList<PacketWalk> walks, Func<NamespaceState, NamespaceState> change) =>
        new DeliveryDiagnosis(WalkFixture.Lab(), Evidence(Redis, change)).Explain(walks, "timed out")!;

    private static WalkEvidence Evidence(CapturePoint point, Func<NamespaceState, NamespaceState> change) => new(
        new Dictionary<(string, Netns?), NamespaceEvidence>
        {
            [(point.Host, point.Netns)] = RecordedState.Evidence(point.Netns is null ? "" : Enter, change),
        });

    /// <summary>One packet that the device of redis showed.</summary>
    private static List<PacketWalk> Packets(Protocol protocol, string client, int port, int kind)
    {
        var packet = new Packet(protocol, new Endpoint(IPAddress.Parse(client), 40000),
            new Endpoint(IPAddress.Parse("172.18.0.100"), port), 60, 1, 64, true, 1, 0, kind, default);
        return
        [
            new PacketWalk(packet, true, [Nic, Redis],
                [new DeviceHop(Redis, DateTime.UnixEpoch, new Frame(DateTime.UnixEpoch, "", "", 74, packet, null))]),
        ];
    }
}
