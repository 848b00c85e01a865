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

/// <summary>What a walk says of where a packet stops; on real hosts: ChatAspire.RealHosts.Tests, WalkTests.</summary>
public class DiagnosisTests
{
    private const string Peer = "10.77.0.11";
    private const string Third = "10.77.0.13";
    private const string Nobody = "10.77.0.99";

    [Theory]
    [InlineData("filter", "INPUT", "-A INPUT -p udp -j DROP", "on host-a: iptables -t filter -D INPUT -p udp -j DROP")]
    [InlineData("filter", "DOCKER-USER", "-A DOCKER-USER -j DROP", "on host-a: iptables -t filter -D DOCKER-USER -j DROP")]
    [InlineData("filter", "FORWARD", null, "on host-a: iptables -t filter -I DOCKER-USER -s 10.77.0.12 -d 10.77.0.11 -j ACCEPT")]
    [InlineData("filter", "INPUT", null, "on host-a: iptables -t filter -I INPUT -s 10.77.0.12 -d 10.77.0.11 -j ACCEPT")]
    [InlineData("filter", "DOCKER-ISOLATION-STAGE-2", "-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP", "Docker's own rule")]
    [InlineData("raw", "PREROUTING", "-A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP", "Docker's own rule")]
    public void A_rule_that_drops_is_named_with_what_undoes_it(string table, string chain, string? rule, string advice)
    {
        var fixture = new WalkFixture("drop");
        var passes = fixture.Passes.ToDictionary(host => host.Key, host => (IReadOnlyList<ChainTraversal>)[.. host.Value.Select(pass => pass with
        {
            Rules = [.. pass.Rules.Select(met => met.Verdict == "DROP" ? new RuleMatch(table, chain, rule, "DROP") : met)],
        })]);
        var path = fixture.ToRedis(fixture.ClientPort);

        var trouble = new Diagnosis(WalkFixture.Lab(), path, null, null).Of(Correlation.Walks(path, fixture.Frames, passes, WalkFixture.SameClock), null)!;

        Assert.Equal(("host-a", $"{table} {chain}"), (trouble.Host, trouble.Where));
        Assert.StartsWith(advice, trouble.Hint, StringComparison.Ordinal);
    }

    /// <summary>A program that closes with data unread resets a connection that stood.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(100, false)]
    public void A_reset_is_a_refusal_where_it_answers_the_SYN(uint later, bool isRefusal)
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        var walks = Correlation.Walks(path, fixture.Frames, fixture.Passes, WalkFixture.SameClock).Take(2).ToList();
        var answer = walks[1].Packet;
        walks[1] = walks[1] with { Packet = answer with { Kind = (int)(TcpFlags.Rst | TcpFlags.Ack), Acknowledged = answer.Acknowledged + later } };

        var trouble = new Diagnosis(WalkFixture.Lab(), path, null, null).Of(walks, null);

        Assert.Equal(isRefusal, trouble?.Why.Contains("nobody listens on port 6379", StringComparison.Ordinal) ?? false);
    }

    /// <summary>Of a table of both families xtables-monitor tells a rule by its number; since 1.8.11 it does not end that line (its source: rule_cb).</summary>
    [Theory]
    [InlineData("$1\n")]
    [InlineData("$1")]
    public void A_rule_of_nftables_own_is_named_by_family_and_handle(string line)
    {
        var fixture = new WalkFixture("inet");
        var trace = Regex.Replace(File.ReadAllText(fixture.Chains("host-a")), "^( TRACE: 1 .*)\n", line, RegexOptions.Multiline);
        var passes = new Dictionary<string, IReadOnlyList<ChainTraversal>>(fixture.Passes) { ["host-a"] = ChainTrace.Parse(trace, fixture.Skipped.Add) };
        var path = fixture.ToRedis(fixture.ClientPort);

        var walks = Correlation.Walks(path, fixture.Frames, passes, WalkFixture.SameClock);
        var trouble = new Diagnosis(WalkFixture.Lab(), path, null, null).Of(walks, null);

        Assert.Empty(fixture.Skipped);
        Assert.Equal(new Verdict("host-a", "inet filter input", "the rule handle 5 drops it", "nft -a list chain inet filter input"), trouble);
        // After the device that it came in by.
        Assert.Equal("inet filter", ((ChainHop)walks[0].Hops[^1]).Pass.Table);
    }

    [Theory]
    [InlineData("filter_INPUT", "eth0", "", "INPUT")]
    [InlineData("mangle_PREROUTING", "eth0", "", "PREROUTING")]
    [InlineData("nat_POSTROUTING", "", "eth0", "POSTROUTING")]
    [InlineData("mine", "eth0", "", "INPUT")]
    [InlineData("mine", "", "eth0", "OUTPUT")]
    [InlineData("mine", "vxlan-net", "eth0", "FORWARD")]
    public void A_chain_of_any_name_has_its_place(string chain, string @in, string @out, string place) => Assert.Equal(place,
        new ChainTraversal(@in, @out, default!, default!, 60, 1, TcpFlags.None, [new RuleMatch("inet firewalld", chain, null, "ACCEPT")]).BuiltIn);

    /// <summary>With three hosts a device has a flood entry for each other: none of them is wrong.</summary>
    [Theory]
    [InlineData(new[] { Peer, Third }, "nothing wrong was found", "Once more")]
    [InlineData(new[] { Third }, $"its FDB does not name {Peer}", "on host-b: bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.77.0.11")]
    [InlineData(new[] { Nobody, Third }, $"to {Nobody}; the other host is {Peer}", "chatlab up")]
    public void A_flood_entry_is_wrong_where_it_names_no_host(string[] remotes, string why, string advice)
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        foreach (var beyond in fixture.Frames.Keys.Where(place => place.Host == "host-a" || place.Kind == CapturePointKind.Nic).ToList())
        {
            fixture.Frames.Remove(beyond);
        }

        var two = WalkFixture.Lab();
        var map = Fixture.Host(Fixture.HostB) with { Fdb = [.. remotes.Select(remote => new FdbEntry(FdbEntry.AnyMac, "vxlan0", remote))] };
        var three = new Topology(
            new WalkScene([.. two.Hosts, new WalkHost(new NamedMachine("host-c"), Third, "eth0", 1500, new Dictionary<int, Uri>())], two.Overlay, []),
            [Fixture.Host(Fixture.HostA), map]);

        var trouble = new Diagnosis(three, path, null, null).Of(Correlation.Walks(path, fixture.Frames, fixture.Passes, WalkFixture.SameClock), null)!;

        Assert.Contains(why, trouble.Why, StringComparison.Ordinal);
        Assert.StartsWith(advice, trouble.Hint, StringComparison.Ordinal);
    }

    /// <summary>The first acknowledgement says nothing that the client's FIN does not say too; the last has nothing after it.</summary>
    [Theory]
    [InlineData("ACK", 0, null)]
    [InlineData("ACK", 1, "between eth0 and eth0 of host-a")]
    [InlineData("FIN ACK", 0, null)]
    public void A_packet_is_lost_where_no_other_says_the_same(string name, int index, string? where)
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        var lost = Walks(fixture, path).Where(walk => walk.IsForward && walk.Packet.Name == name).ElementAt(index).Packet;
        foreach (var beyond in fixture.Frames.Keys.Where(place => place.Host == "host-a").ToList())
        {
            fixture.Frames[beyond] = [.. fixture.Frames[beyond].Where(frame => frame.Packet.Key != lost.Key)];
        }

        var report = new WalkReport("", Walks(fixture, path), WalkFixture.SameClock, null, null, [], []);

        Assert.Equal(where, new Diagnosis(WalkFixture.Lab(), path, null, null).Of(report.Packets, null)?.Where);
        Assert.StartsWith("✓ 6 of 7 packets arrived", WalkLadder.Lines(report, all: false).Last().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exited", 0, true, "does not run (exited)", "on host-a: docker start redis")]
    [InlineData("restarting", 0, true, "does not run (restarting)", "on host-a: docker logs redis")]
    [InlineData("paused", 1, true, "the kernel answers for it, and its program does not", "on host-a: docker unpause redis")]
    [InlineData("running", 1, true, "no device of it has 172.18.0.100", "on host-a: docker restart redis")]
    [InlineData("running", 1, false, "no device of it has 172.18.0.100", "on host-a: docker network connect --ip 172.18.0.100 vxlan-net redis")]
    public void An_end_that_cannot_answer_is_named_with_what_lets_it(string state, int pid, bool hasNetwork, string why, string advice)
    {
        var fixture = new WalkFixture("syn");
        var path = fixture.ToRedis(fixture.ClientPort);
        var map = Fixture.Host(Fixture.HostA);
        var redis = map.Container("redis")!;
        var changed = redis with
        {
            State = state,
            Pid = pid,
            Namespace = pid == 0 ? null : state == "paused" ? redis.Namespace : redis.Namespace! with { Devices = [] },
            Networks = hasNetwork ? redis.Networks : [],
        };
        var lab = WalkFixture.Lab(map with { Containers = [.. map.Containers.Select(container => container == redis ? changed : container)] }, Fixture.Host(Fixture.HostB));

        foreach (var (from, to) in new[] { ("chat-b", "redis"), ("redis", "chat-b") })
        {
            var trouble = new Diagnosis(lab, path, lab.Find(from), lab.Find(to)).Of(Walks(fixture, path), null)!;

            Assert.Equal(("host-a", "container redis"), (trouble.Host, trouble.Where));
            Assert.Contains(why, trouble.Why, StringComparison.Ordinal);
            Assert.Equal(advice, trouble.Hint);
        }
    }

    /// <summary>Outside nobody is listened on: that all left says nothing of a program there.</summary>
    [Theory]
    [InlineData(null, "it left for 8.8.8.8, and no answer came back: 100% packet loss")]
    [InlineData(Packet.Unreachable << 8, "10.77.0.1 answered that 8.8.8.8 cannot be reached: ICMP unreachable (code 0)")]
    public void Of_what_left_for_outside_is_said_what_came_back(int? kind, string why)
    {
        var lab = WalkFixture.Lab();
        var (from, to) = (lab.Find("chat-a"), lab.Find("8.8.8.8"));
        var path = lab.Between(from, to, Protocol.Icmp, null, null);
        var ping = new Packet(Protocol.Icmp, new Endpoint(from.Address), new Endpoint(to.Address), 84, 1, 64, true, 1, 1, Packet.EchoRequest, default);
        Packet[] packets = [ping, .. kind is { } answer ? [ping with { Source = new Endpoint(new(new byte[] { 10, 77, 0, 1 })), Destination = ping.Source, Kind = answer }] : Array.Empty<Packet>()];
        var seen = path.Places.ToDictionary(place => place, _ => (IReadOnlyList<Frame>)[.. packets.Select(packet => new Frame(DateTime.UnixEpoch, "", "", 98, packet, null))]);

        var walks = Correlation.Walks(path, seen, new Dictionary<string, IReadOnlyList<ChainTraversal>>(), WalkFixture.SameClock);
        var trouble = new Diagnosis(lab, path, from, to).Of(walks, new ProbeOutcome(false, "100% packet loss"))!;

        Assert.Equal(("host-a", "eth0", why), (trouble.Host, trouble.Where, trouble.Why));
    }

    private static IReadOnlyList<PacketWalk> Walks(WalkFixture fixture, WalkPath path) =>
        Correlation.Walks(path, fixture.Frames, fixture.Passes, WalkFixture.SameClock);
}
