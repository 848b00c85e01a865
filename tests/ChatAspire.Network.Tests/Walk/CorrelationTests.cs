using ChatAspire.Network.Inspection;
using System.Net;
using System.Text.Json;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Output.Json;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Correlation of captures and chain traces into one walk per packet.</summary>
public class CorrelationTests
{
    [Fact]
    public void A_SYN_across_the_tunnel_shows_every_device_and_chain_in_order()
    {
        var walk = Walks(new WalkFixture("syn"))[0];

        Assert.Equal("SYN", walk.Packet.Name);
        Assert.True(walk.Arrived);
        Assert.Equal(
        [
            "host-b eth0 of chat-b", "host-b veth7a093e4", "host-b nat PREROUTING", "host-b vxlan-net", "host-b filter FORWARD",
            "host-b nat POSTROUTING",
            "host-b vxlan0", "host-b nat OUTPUT", "host-b filter OUTPUT", "host-b nat POSTROUTING", "host-b eth0",
            "host-a eth0", "host-a nat PREROUTING", "host-a filter INPUT", "host-a vxlan0", "host-a nat PREROUTING", "host-a vxlan-net",
            "host-a filter FORWARD", "host-a nat POSTROUTING",
            "host-a veth7e2b275", "host-a eth0 of redis",
        ],
        walk.Hops.Select(Name));
    }

    [Fact]
    public void Every_packet_of_a_connection_is_one_walk()
    {
        var walks = Walks(new WalkFixture("syn"));

        Assert.Equal(["SYN", "SYN ACK", "ACK", "FIN ACK", "ACK", "FIN ACK", "ACK"], walks.Select(walk => walk.Packet.Name));
        Assert.Equal([true, false, true, true, false, false, true], walks.Select(walk => walk.IsForward));
        Assert.All(walks, walk => Assert.Equal(10, walk.Devices.Count()));
        Assert.All(walks, walk => Assert.Equal(walk.Devices.Where(hop => hop.Point.Kind == CapturePointKind.Nic)
            .Select(hop => hop.Frame.Tunnel!.Vni), [10, 10]));
    }

    /// <summary>The kernel of redis passes 2,652 bytes down at once; they are cut in two before the tunnel, and joined after it.</summary>
    [Fact]
    public void An_offloaded_frame_becomes_the_segments_that_other_devices_show()
    {
        var fixture = new WalkFixture("large");
        var walks = Correlation.Walks(fixture.ToRedis(51344), Segments.Split(fixture.Frames), fixture.Traversals, WalkFixture.SameClock,
            WalkFixture.BridgeFilteringHosts);

        Assert.Equal([1398, 1254], walks.Select(walk => walk.Packet.Payload.Length));
        Assert.Equal(["ACK", "PSH ACK"], walks.Select(walk => walk.Packet.Name));
        Assert.All(walks, walk => Assert.Equal(walk.Expected, walk.Devices.Select(hop => hop.Point)));
        // A large packet traversed the chain once, for both of its segments.
        Assert.All(walks, walk => Assert.Equal(["host-a filter FORWARD"], walk.Chains.Select(Name)));
        Assert.All(walks, walk => Assert.Equal([2704, 2704, 2704, null, null, null, 2704, 2704, 2704, 2704],
            walk.Devices.Select(hop => hop.Frame.OffloadedPacket?.Length)));
    }

    /// <summary>If a text spans several segments, the searched part may be in any of them, or in two.</summary>
    [Theory]
    [InlineData(1390)]
    [InlineData(1500)]
    public void A_message_includes_all_segments_of_its_text(int offset)
    {
        var fixture = new WalkFixture("large");
        var walks = Correlation.Walks(fixture.ToRedis(51344), Segments.Split(fixture.Frames), fixture.Traversals, WalkFixture.SameClock,
            WalkFixture.BridgeFilteringHosts);
        var text = walks.SelectMany(walk => walk.Packet.Payload.ToArray()).ToArray();

        Assert.Equal(walks, CarriedText.Select(walks, text.AsMemory(offset, 32)));
        Assert.Empty(CarriedText.Select(walks, "a text of another message"u8.ToArray()));
    }

    [Fact]
    public void A_message_includes_the_packets_that_answer_it()
    {
        var fixture = new WalkFixture("ext");
        var nic = fixture.Point("host-a", CapturePointKind.Nic);
        var path = WalkFixture.Lab().FromOutside("host-a", 5000) with { Points = [nic] };
        var walks = Correlation.Walks(path, fixture.Frames, fixture.Traversals, WalkFixture.SameClock, WalkFixture.BridgeFilteringHosts);

        Assert.Equal(["True PSH ACK", "False ACK", "False PSH ACK"], CarriedText.Select(walks, "GET /alive"u8.ToArray())
            .Select(walk => $"{walk.IsForward} {walk.Packet.Name}"));
    }

    [Theory]
    [InlineData("ext", "10.77.0.11", "-A DOCKER -d 172.18.0.11/32 ! -i vxlan-net -o vxlan-net -p tcp -m tcp --dport 5000 -j ACCEPT",
        new[] { "eth0", "nat PREROUTING", "filter FORWARD", "nat POSTROUTING", "vxlan-net", "veth06745c1", "eth0 of chat-a" })]
    [InlineData("ext28", "10.77.3.11", "-A DOCKER -d 172.18.0.11/32 ! -i vxlan-net -o vxlan-net -p tcp -m tcp --dport 5000 -j ACCEPT",
        new[] { "eth0", "raw PREROUTING", "nat PREROUTING", "filter FORWARD", "nat POSTROUTING", "vxlan-net", "veth300524e",
            "eth0 of chat-a" })]
    public void A_packet_keeps_its_walk_through_DNAT(string capture, string host, string accepts, string[] hops)
    {
        var fixture = new WalkFixture(capture);
        CapturePointKind[] kinds = [CapturePointKind.Nic, CapturePointKind.Bridge, CapturePointKind.Veth, CapturePointKind.Container];
        CapturePoint[] points = [.. kinds.Select(kind => fixture.Point("host-a", kind))];
        var client = fixture.Frames[points[0]][0].Packet.Source;
        var toHost = new Flow(Protocol.Tcp, client.Address, client.Port, IPAddress.Parse(host), 5000);
        var path = new WalkPath(points, [toHost, toHost with { Server = new(new byte[] { 172, 18, 0, 11 }) }]);

        var syn = Correlation.Walks(path, fixture.Frames, fixture.Traversals, WalkFixture.SameClock, WalkFixture.BridgeFilteringHosts)[0];

        Assert.Empty(fixture.Skipped);
        Assert.Equal(hops.Select(hop => $"host-a {hop}"), syn.Hops.Select(Name));
        Assert.Equal(accepts, syn.Chains.Single(hop => hop.Traversal.Table == "filter").Traversal.Rules[^1].Rule);
        Assert.Equal("-A DOCKER ! -i vxlan-net -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.11:5000",
            syn.Chains.Single(hop => hop.Traversal is { Table: "nat", Hook: "PREROUTING" }).Traversal.Translated!.Rule);
        Assert.Equal($"{host}:5000", $"{syn.Devices.First().Frame.Packet.Destination}");
        Assert.Equal("172.18.0.11:5000", $"{syn.Devices.Last().Frame.Packet.Destination}");
    }

    [Fact]
    public void A_packet_that_a_rule_drops_ends_at_that_rule()
    {
        var fixture = new WalkFixture("drop");
        var path = fixture.ToRedis(fixture.ClientPort);
        var walks = Walks(fixture);

        var verdict = new Diagnosis(WalkFixture.Lab(), path, null, null).Judge(walks, new ProbeOutcome(false, "timed out"));

        Assert.Equal(new Verdict(CauseId.RuleDrops, "host-a", "filter INPUT",
            "the rule -A INPUT -p udp -m udp --dport 4789 -j DROP drops it",
            "iptables -t filter -D INPUT -p udp -m udp --dport 4789 -j DROP"), verdict);
        Assert.Equal("host-a filter INPUT", Name(walks[0].Hops[^1]));
        Assert.False(walks[0].Arrived);
    }

    /// <summary>A SYN ACK has no identification, so its retransmission is identical.</summary>
    [Fact]
    public void A_retransmission_is_a_walk_of_its_own()
    {
        var fixture = new WalkFixture("syn");
        foreach (var place in fixture.Frames.Keys.ToList())
        {
            var again = fixture.Frames[place].Where(frame => frame.Packet.Name == "SYN ACK")
                .Select(frame => frame with { Time = frame.Time.AddSeconds(1) });
            fixture.Frames[place] = [.. fixture.Frames[place], .. again];
        }

        var repeated = Walks(fixture).Where(walk => walk.Packet.Name == "SYN ACK").ToList();

        Assert.Equal(2, repeated.Count);
        Assert.All(repeated, walk => Assert.Equal(10, walk.Devices.Count()));
        Assert.Equal(TimeSpan.FromSeconds(1), repeated[1].Start - repeated[0].Start);
    }

    [Fact]
    public void Another_connection_between_the_same_ends_is_left_out()
    {
        var fixture = new WalkFixture("syn");

        Assert.DoesNotContain(Correlation.Walks(fixture.ToRedis(fixture.ClientPort + 1), fixture.Frames, fixture.Traversals,
            WalkFixture.SameClock, WalkFixture.BridgeFilteringHosts),
            walk => walk.Packet.Protocol == Protocol.Tcp);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(-90_000)]
    public void A_clock_offset_is_measured_and_corrected(int milliseconds)
    {
        var fixture = new WalkFixture("syn");
        var (here, there) = (fixture.Point("host-b", CapturePointKind.Nic), fixture.Point("host-a", CapturePointKind.Nic));
        foreach (var place in fixture.Frames.Keys.Where(place => place.Host == "host-a").ToList())
        {
            fixture.Frames[place] = [.. fixture.Frames[place].Select(frame =>
                frame with { Time = frame.Time.AddMilliseconds(milliseconds) })];
        }

        var clock = Clocks.Compare(fixture.Frames[here], fixture.Frames[there],
            frame => $"{(frame.Tunnel?.Source ?? frame.Packet.Source).Address}" == "10.77.0.12");

        Assert.NotNull(clock.Uncertainty);
        Assert.InRange((clock.Offset - TimeSpan.FromMilliseconds(milliseconds)).Duration(), TimeSpan.Zero, TimeSpan.FromMilliseconds(0.1));
        var walk = Correlation.Walks(fixture.ToRedis(fixture.ClientPort), fixture.Frames, fixture.Traversals,
            new Dictionary<string, ClockOffset>(WalkFixture.SameClock) { ["host-a"] = clock }, WalkFixture.BridgeFilteringHosts)[0];
        Assert.InRange(walk.End - walk.Start, TimeSpan.Zero, TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public void Without_packets_in_both_directions_no_clock_offset_is_claimed() =>
        Assert.Null(Clocks.Compare(new WalkFixture("syn").Frames.Values.First(), [], _ => true).Uncertainty);

    /// <summary>
    /// With bridge netfilter, PREROUTING precedes the bridge device (br_netfilter); without, the IP stack runs it after the
    /// device.
    /// </summary>
    [Theory]
    [InlineData(true, "veth06745c1, nat PREROUTING, vxlan-net, filter FORWARD, eth0")]
    [InlineData(false, "veth06745c1, vxlan-net, nat PREROUTING, filter FORWARD, eth0")]
    public void PREROUTING_of_a_routed_packet_follows_the_bridge_unless_bridged_frames_pass_iptables(bool isBridgeFiltering, string order)
    {
        CapturePoint[] expected =
        [
            new("host-a", CapturePointKind.Container, "eth0", "chat-a", Netns.Of(1)), new("host-a", CapturePointKind.Veth, "veth06745c1"),
            new("host-a", CapturePointKind.Bridge, "vxlan-net"), new("host-a", CapturePointKind.Nic, "eth0"),
        ];
        var hops = new HopOrder(expected, isBridgeFiltering ? new HashSet<string> { "host-a" } : []);
        (int Position, string Name)[] all =
        [
            .. expected.Skip(1).Select(point => (hops.Of(point), point.Device)),
            (hops.Of("host-a", Traversal("vxlan-net", "", "nat", "PREROUTING")), "nat PREROUTING"),
            (hops.Of("host-a", Traversal("vxlan-net", "eth0", "filter", "FORWARD")), "filter FORWARD"),
        ];

        Assert.Equal(order, string.Join(", ", all.OrderBy(hop => hop.Position).Select(hop => hop.Name)));

        static ChainTraversal Traversal(string from, string to, string table, string chain) =>
            new(from, to, default!, default!, 60, 1, TcpFlags.None, [new RuleMatch(table, chain, null, "ACCEPT")]);
    }

    /// <summary>A ping from chat-a to host-b, recorded on hosts whose bridged frames do not pass iptables.</summary>
    [Fact]
    public void A_routed_packet_shows_the_bridge_before_its_chains_without_bridge_netfilter()
    {
        var fixture = new WalkFixture("routed");
        CapturePointKind[] kinds = [CapturePointKind.Container, CapturePointKind.Veth, CapturePointKind.Bridge, CapturePointKind.Nic];
        var flow = new Flow(Protocol.Icmp, IPAddress.Parse("172.18.0.11"), null, IPAddress.Parse("10.77.0.12"), null);
        var path = new WalkPath(
            [.. kinds.Select(kind => fixture.Point("host-a", kind)), fixture.Point("host-b", CapturePointKind.Nic)],
            [flow, flow with { Client = IPAddress.Parse("10.77.0.11") }]);

        var walks = Correlation.Walks(path, fixture.Frames, fixture.Traversals, WalkFixture.SameClock, new HashSet<string>());

        Assert.Equal(
        [
            "host-a eth0 of chat-a", $"host-a {path.Points[1]}", "host-a vxlan-net", "host-a nat PREROUTING", "host-a filter FORWARD",
            "host-a nat POSTROUTING", "host-a eth0", "host-b eth0", "host-b nat PREROUTING",
        ],
        walks.Single(walk => walk.Packet.Kind == Packet.EchoRequest).Hops.Select(Name).Take(9));
    }

    /// <summary>A bridge's copy is captured after the frame was forwarded: its time is later than that of the next device.</summary>
    [Fact]
    public void JSON_marks_the_time_of_a_bridge_s_late_copy_as_an_upper_bound()
    {
        var walk = Walks(new WalkFixture("syn"))[0];
        var report = new WalkReport("", [walk], WalkFixture.SameClock, null, null, [], []);
        using var stream = new MemoryStream();

        WalkJson.Write(stream, report);

        var devices = JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("packets")[0].GetProperty("hops").EnumerateArray()
            .Where(hop => hop.TryGetProperty("device", out _)).ToList();
        foreach (var host in devices.GroupBy(hop => hop.GetProperty("host").GetString()))
        {
            var times = host.Select(hop => hop.GetProperty("time").GetDateTime()).ToList();
            Assert.Equal(times.Order(), times);
        }

        // The frame's own timestamp stays in the document.
        var late = devices.Where(hop => hop.TryGetProperty("timeIsUpperBound", out var isUpperBound) && isUpperBound.GetBoolean()).ToList();
        Assert.NotEmpty(late);
        Assert.All(late, hop => Assert.True(hop.GetProperty("captured").GetDateTime() > hop.GetProperty("time").GetDateTime()));
    }

    [Fact]
    public void The_ladder_reads_from_top_to_bottom()
    {
        var report = new WalkReport("chat-b 172.18.0.22 → redis 172.18.0.100:6379", Walks(new WalkFixture("syn")), WalkFixture.SameClock,
            new ProbeOutcome(true, "connected, then closed"), null, [], []);

        Snapshot.Matches(string.Join('\n', WalkLadder.Lines(report, all: false).Select(line => line.Text)) + "\n", "walk-chat-b-redis.txt");
    }

    private static IReadOnlyList<PacketWalk> Walks(WalkFixture fixture)
    {
        Assert.Empty(fixture.Skipped);
        return Correlation.Walks(fixture.ToRedis(fixture.ClientPort), fixture.Frames, fixture.Traversals, WalkFixture.SameClock,
            WalkFixture.BridgeFilteringHosts);
    }

    private static string Name(Hop hop) => hop is ChainHop { Traversal: var traversal }
        ? $"{hop.Host} {traversal.Table} {traversal.Hook}"
        : $"{hop.Host} {((DeviceHop)hop).Point}";
}
