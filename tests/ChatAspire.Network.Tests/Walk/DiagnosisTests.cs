using System.Globalization;
using System.Text.RegularExpressions;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Tests.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Verdicts on recorded captures; those on real hosts are in ChatAspire.RealHosts.Tests, WalkTests.</summary>
public class DiagnosisTests
{
    private const string Peer = "10.77.0.11";
    private const string Third = "10.77.0.13";
    private const string Unassigned = "10.77.0.99";

    [Theory]
    [InlineData("filter", "INPUT", "-A INPUT -p udp -j DROP", "on host-a: iptables -t filter -D INPUT -p udp -j DROP")]
    [InlineData("filter", "DOCKER-USER", "-A DOCKER-USER -j DROP", "on host-a: iptables -t filter -D DOCKER-USER -j DROP")]
    [InlineData("filter", "FORWARD", null, "on host-a: iptables -t filter -I DOCKER-USER -s 10.77.0.12 -d 10.77.0.11 -j ACCEPT")]
    [InlineData("filter", "INPUT", null, "on host-a: iptables -t filter -I INPUT -s 10.77.0.12 -d 10.77.0.11 -j ACCEPT")]
    [InlineData("filter", "DOCKER-ISOLATION-STAGE-2", "-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP", "Docker isolates its networks")]
    [InlineData("raw", "PREROUTING", "-A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP", "This rule blocks direct access to")]
    [InlineData(
        "raw",
        "PREROUTING",
        "-A PREROUTING -d 172.18.0.0/16 ! -i vxlan-net -m addrtype ! --dst-type LOCAL -m comment --comment \"chatlab.lab=l1\" -j DROP",
        "This rule blocks direct access to container addresses from outside their network. Use a published port")]
    public void A_rule_that_drops_is_named_with_its_cure(string table, string chain, string? rule, string advice)
    {
        var fixture = new WalkFixture("drop");
        var traversals = fixture.Traversals.ToDictionary(host => host.Key, host =>
            (IReadOnlyList<ChainTraversal>)[.. host.Value.Select(traversal => traversal with
        {
            Rules = [.. traversal.Rules.Select(match => match.Verdict == "DROP" ? new RuleMatch(table, chain, rule, "DROP") : match)],
        })]);
        var path = fixture.ToRedis(fixture.ClientPort);

        var walks = Correlation.Walks(path, fixture.Frames, traversals, WalkFixture.SameClock, WalkFixture.BridgeFilteringHosts);
        var diagnosis = new Diagnosis(WalkFixture.Lab(), path, null, null);
        var verdict = diagnosis.Judge(walks, null)!;

        Assert.Equal(("host-a", $"{table} {chain}"), (verdict.Host, verdict.Location));
        Assert.StartsWith(advice, verdict.Hint, StringComparison.Ordinal);
        Assert.EndsWith("was sent again", diagnosis.Judge(walks, new ProbeOutcome(true, ""))!.Cause, StringComparison.Ordinal);
    }

    /// <summary>A program that closes with unread data resets an established connection.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(100, false)]
    public void RST_in_reply_to_SYN_is_a_refused_connection(uint later, bool isRefusal)
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        var walks = Correlation.Walks(path, fixture.Frames, fixture.Traversals, WalkFixture.SameClock, WalkFixture.BridgeFilteringHosts)
            .Take(2).ToList();
        var answer = walks[1].Packet;
        var reset = answer with { Kind = (int)(TcpFlags.Rst | TcpFlags.Ack), Acknowledged = answer.Acknowledged + later };
        walks[1] = walks[1] with { Packet = reset };

        var verdict = new Diagnosis(WalkFixture.Lab(), path, null, null).Judge(walks, null);

        Assert.Equal(isRefusal, verdict?.Cause.Contains("nothing listens on 6379", StringComparison.Ordinal) ?? false);
    }

    /// <summary>
    /// For a table of both families xtables-monitor prints a rule's handle only; since 1.8.11 without a line end (its source:
    /// rule_cb).
    /// </summary>
    [Theory]
    [InlineData("$1\n")]
    [InlineData("$1")]
    public void A_native_nftables_rule_is_named_by_family_and_handle(string line)
    {
        var fixture = new WalkFixture("inet");
        var trace = Regex.Replace(File.ReadAllText(fixture.Chains("host-a")), "^( TRACE: 1 .*)\n", line, RegexOptions.Multiline);
        var traversals = new Dictionary<string, IReadOnlyList<ChainTraversal>>(fixture.Traversals)
        {
            ["host-a"] = ChainTrace.Parse(trace, fixture.Skipped.Add),
        };
        var path = fixture.ToRedis(fixture.ClientPort);

        var walks = Correlation.Walks(path, fixture.Frames, traversals, WalkFixture.SameClock, WalkFixture.BridgeFilteringHosts);
        var verdict = new Diagnosis(WalkFixture.Lab(), path, null, null).Judge(walks, null);

        Assert.Empty(fixture.Skipped);
        Assert.Equal(new Verdict(CauseId.RuleDrops, "host-a", "inet filter input", "the rule handle 5 drops it",
                "nft delete rule inet filter input handle 5"),
            verdict);
        // After the device by which the packet came in.
        Assert.Equal("inet filter", ((ChainHop)walks[0].Hops[^1]).Traversal.Table);
    }

    [Theory]
    [InlineData("filter_INPUT", "eth0", "", "INPUT")]
    [InlineData("mangle_PREROUTING", "eth0", "", "PREROUTING")]
    [InlineData("nat_POSTROUTING", "", "eth0", "POSTROUTING")]
    [InlineData("mine", "eth0", "", "INPUT")]
    [InlineData("mine", "", "eth0", "OUTPUT")]
    [InlineData("mine", "vxlan-net", "eth0", "FORWARD")]
    public void The_hook_of_a_chain_with_any_name_is_inferred(string chain, string @in, string @out, string hook) => Assert.Equal(hook,
        new ChainTraversal(@in, @out, default!, default!, 60, 1, TcpFlags.None, [new RuleMatch("inet firewalld", chain, null, "ACCEPT")])
            .BuiltIn);

    /// <summary>With three hosts, a device has a flood entry for each other host, and none of them is wrong.</summary>
    [Theory]
    [InlineData(new[] { Peer, Third }, "no fault was found", "Repeat the walk")]
    [InlineData(
        new[] { Third }, $"its FDB has no entry for {Peer}", "on host-b: bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.77.0.11")]
    [InlineData(new[] { Unassigned, Third }, $"to {Unassigned}, but the other host is {Peer}", "chatlab up")]
    public void A_flood_entry_is_wrong_if_it_names_no_host(string[] remotes, string why, string advice)
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        foreach (var point in fixture.Frames.Keys.Where(place => place.Host == "host-a" || place.Kind == CapturePointKind.Nic).ToList())
        {
            fixture.Frames.Remove(point);
        }

        var two = WalkFixture.Lab();
        var network = Fixture.Host(Fixture.HostB) with
        {
            Fdb =
            [.. remotes.Select(remote => new FdbEntry(FdbEntry.AnyMac, "vxlan0", remote))]
        };
        var three = new Topology(
            new WalkScene([.. two.Hosts, new WalkHost(new NamedRunner("host-c"), Third, "eth0", 1500, new Dictionary<int, Uri>())],
                two.Overlay, []),
            [Fixture.Host(Fixture.HostA), network]);

        var verdict = new Diagnosis(three, path, null, null)
            .Judge(Correlation.Walks(path, fixture.Frames, fixture.Traversals, WalkFixture.SameClock, WalkFixture.BridgeFilteringHosts),
            null)!;

        Assert.Contains(why, verdict.Cause, StringComparison.Ordinal);
        Assert.StartsWith(advice, verdict.Hint, StringComparison.Ordinal);
    }

    /// <summary>The first acknowledgement is superseded by the client's FIN; nothing follows the last one.</summary>
    [Theory]
    [InlineData("ACK", 0, null)]
    [InlineData("ACK", 1, "between eth0 and eth0 of host-a")]
    [InlineData("FIN ACK", 0, null)]
    public void A_packet_is_lost_unless_another_replaces_it(string name, int index, string? location)
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        var lost = Walks(fixture, path).Where(walk => walk.IsForward && walk.Packet.Name == name).ElementAt(index).Packet;
        foreach (var point in fixture.Frames.Keys.Where(place => place.Host == "host-a").ToList())
        {
            fixture.Frames[point] = [.. fixture.Frames[point].Where(frame => frame.Packet.Key != lost.Key)];
        }

        var report = new WalkReport("", Walks(fixture, path), WalkFixture.SameClock, null, null, [], []);

        Assert.Equal(location, new Diagnosis(WalkFixture.Lab(), path, null, null).Judge(report.Packets, null)?.Location);
        Assert.StartsWith("✓ 6 of 7 packets arrived", WalkLadder.Lines(report, all: false).Last().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exited", 0, true, "not running (exited)", "on host-a: docker start redis")]
    [InlineData("restarting", 0, true, "not running (restarting)", "on host-a: docker logs redis")]
    [InlineData("paused", 1, true, "its kernel answers, but its program does not", "on host-a: docker unpause redis")]
    [InlineData("running", 1, true, "none of its devices has 172.18.0.100", "on host-a: docker restart redis")]
    [InlineData(
        "running", 1, false, "none of its devices has 172.18.0.100", "on host-a: docker network connect --ip 172.18.0.100 vxlan-net redis")]
    public void An_endpoint_that_cannot_answer_is_named_with_its_cure(string state, int pid, bool hasNetwork, string why, string advice)
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        var network = Fixture.Host(Fixture.HostA);
        var redis = network.Container("redis")!;
        var changed = redis with
        {
            State = state,
            Pid = pid,
            Namespace = pid == 0 ? null : state == "paused" ? redis.Namespace : redis.Namespace! with { Devices = [] },
            Networks = hasNetwork ? redis.Networks : [],
        };
        var lab = WalkFixture.Lab(network with
        {
            Containers = [.. network.Containers.Select(container => container == redis ? changed
            : container)]
        }, Fixture.Host(Fixture.HostB));

        foreach (var (from, to) in new[] { ("chat-b", "redis"), ("redis", "chat-b") })
        {
            var verdict = new Diagnosis(lab, path, lab.Find(from), lab.Find(to)).Judge(Walks(fixture, path), null)!;

            Assert.Equal(("host-a", "container redis"), (verdict.Host, verdict.Location));
            Assert.Contains(why, verdict.Cause, StringComparison.Ordinal);
            Assert.Equal(advice, verdict.Hint);
        }
    }

    /// <summary>The kernel accepts connections for a program that does not run, so traffic that went well proves nothing.</summary>
    [Fact]
    public void A_stopped_program_is_named_even_if_the_connection_was_opened()
    {
        var fixture = new WalkFixture("syn");
        var network = Fixture.Host(Fixture.HostA);
        var stopped = network.Containers.Select(container => container with { IsProgramStopped = container.Name == "redis" });
        var lab = WalkFixture.Lab(network with { Containers = [.. stopped] }, Fixture.Host(Fixture.HostB));
        var diagnosis = new Diagnosis(
            lab, fixture.ToRedis(fixture.ClientPort), lab.Find("chat-b"), lab.Find("redis"));

        var verdict = diagnosis.Judge([], new ProbeOutcome(true, "connected"))!;

        Assert.Equal(("host-a", "redis", CauseId.ProgramStopped), (verdict.Host, verdict.Location, verdict.CauseId));
        Assert.Equal($"on host-a: kill -CONT {network.Container("redis")!.Pid}", verdict.Hint);
    }

    /// <summary>iptables does not find a rule by the default mask that it prints itself.</summary>
    [Theory]
    [InlineData(
        "-A X -p tcp -m connlimit --connlimit-above 0 --connlimit-mask 32 --connlimit-saddr -j DROP",
        "iptables -t filter -D X -p tcp -m connlimit --connlimit-above 0 --connlimit-saddr -j DROP")]
    [InlineData(
        "-A X -m recent --set --name a --mask 255.255.255.255 --rsource -j DROP",
        "iptables -t filter -D X -m recent --set --name a --rsource -j DROP")]
    [InlineData(
        "-A X -p tcp -m connlimit --connlimit-above 2 --connlimit-mask 24 --connlimit-daddr -j DROP",
        "iptables -t filter -D X -p tcp -m connlimit --connlimit-above 2 --connlimit-mask 24 --connlimit-daddr -j DROP")]
    public void A_rule_is_deleted_without_the_default_masks_that_iptables_prints(string rule, string command) =>
        Assert.Equal(command, IptablesRule.Deletion("iptables", "filter", rule));

    /// <summary>Nothing can be captured outside: that all packets left proves nothing about a program there.</summary>
    [Theory]
    [InlineData(null, true, "eth0", "sent to 8.8.8.8, but no reply came back: 100% packet loss")]
    [InlineData(Packet.Unreachable << 8, true, "eth0", "10.77.0.1 reports that 8.8.8.8 is unreachable: ICMP unreachable (code 0)")]
    [InlineData(
        null, false, "nat POSTROUTING", "the packet left eth0 with chat-a's own address 172.18.0.11: no rule translated it")]
    public void A_failure_outside_is_described_by_what_left_and_what_came_back(int? kind, bool isTranslated, string location, string why)
    {
        var lab = WalkFixture.Lab();
        var (from, to) = (lab.Find("chat-a"), lab.Find("8.8.8.8"));
        var path = lab.Between(from, to, Protocol.Icmp, null, null);
        var ping = new Packet(Protocol.Icmp, new Endpoint(from.Address), new Endpoint(to.Address), 84, 1, 64, true, 1, 1,
            Packet.EchoRequest, default);
        Packet[] packets = [ping, .. kind is { } answer
            ? [ping with { Source = new Endpoint(new(new byte[] { 10, 77, 0, 1 })), Destination = ping.Source, Kind = answer }]
            : Array.Empty<Packet>()];
        var host = new Endpoint(new(new byte[] { 10, 77, 0, 11 }));
        var seen = path.Points.ToDictionary(place => place, place => (IReadOnlyList<Frame>)[.. packets
            .Select(packet => isTranslated && place.Kind == CapturePointKind.Nic && packet == ping ? packet with { Source = host } : packet)
            .Select(packet => new Frame(DateTime.UnixEpoch, "", "", 98, packet, null))]);

        var walks = Correlation.Walks(path, seen, new Dictionary<string, IReadOnlyList<ChainTraversal>>(), WalkFixture.SameClock,
            WalkFixture.BridgeFilteringHosts);
        var verdict = new Diagnosis(lab, path, from, to).Judge(walks, new ProbeOutcome(false, "100% packet loss"))!;

        Assert.Equal(("host-a", location, why), (verdict.Host, verdict.Location, verdict.Cause));
    }

    /// <summary>The cure is a walk that works, if the program listens on one port.</summary>
    [Theory]
    [InlineData("6379", "nothing listens on 1234 (it listens on 6379)", "chatlab walk chat-b redis:6379")]
    [InlineData("6379 6380", "nothing listens on 1234 (it listens on 6379, 6380)", "on host-a: docker logs redis")]
    [InlineData("", "nothing listens on 1234 (it listens on no port)", "on host-a: docker logs redis")]
    [InlineData("127.0.0.1:1234", "its program listens on 127.0.0.1:1234 only", "Let the program in redis listen on 0.0.0.0:1234.")]
    [InlineData(
        "127.0.0.1:1234 10.1.1.1:1234",
        "its program listens on 127.0.0.1:1234 and 10.1.1.1:1234 only",
        "Let the program in redis listen on 0.0.0.0:1234.")]
    public void A_refused_connection_names_the_ports_that_are_open(string listening, string cause, string hint)
    {
        var network = Fixture.Host(Fixture.HostA);
        var redis = network.Container("redis")!;
        Listener[] listeners = [.. listening.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.Split(':')).Select(parts => parts is [var address, var port]
                ? new Listener(address, int.Parse(port, CultureInfo.InvariantCulture))
                : new Listener("0.0.0.0", int.Parse(parts[0], CultureInfo.InvariantCulture)))];
        var changed = redis with { Namespace = redis.Namespace! with { Listeners = listeners } };
        var topology = WalkFixture.Lab(
            network with { Containers = [.. network.Containers.Select(container => container == redis ? changed : container)] },
                Fixture.Host(Fixture.HostB));

        var verdict = new RefusalDiagnosis(topology, topology.Find("chat-b"))
            .Explain(new CapturePoint("host-a", CapturePointKind.Container, "eth0", "redis", Netns.Of(1)), 1234, isIpv6: false, null);

        Assert.Contains(cause, verdict.Cause, StringComparison.Ordinal);
        Assert.Equal(hint, verdict.Hint);
    }

    /// <summary>A frame that enters a bridge by a port has its destination behind another port; that is no fault.</summary>
    [Fact]
    public void The_FDB_is_not_blamed_for_a_frame_lost_on_its_way_into_the_bridge()
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        foreach (var point in fixture.Frames.Keys.Where(point =>
            point is { Host: "host-a", Kind: CapturePointKind.Bridge or CapturePointKind.Veth or CapturePointKind.Container }).ToList())
        {
            fixture.Frames.Remove(point);
        }

        var network = Fixture.Host(Fixture.HostA);
        var mac = fixture.Frames[fixture.Point("host-a", CapturePointKind.Vxlan)][0].DestinationMac;
        var withEntry = network with { Fdb = [.. network.Fdb, new FdbEntry(mac, "veth5a7fe27", Master: "vxlan-net")] };

        var verdict = new Diagnosis(WalkFixture.Lab(withEntry, Fixture.Host(Fixture.HostB)), path, null, null)
            .Judge(Walks(fixture, path), null)!;

        Assert.Contains("no fault was found", verdict.Cause, StringComparison.Ordinal);
    }

    private static IReadOnlyList<PacketWalk> Walks(WalkFixture fixture, WalkPath path) =>
        Correlation.Walks(path, fixture.Frames, fixture.Traversals, WalkFixture.SameClock, WalkFixture.BridgeFilteringHosts);
}
