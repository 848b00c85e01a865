using System.Net;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>What many devices and chains saw, as one walk a packet.</summary>
public class CorrelationTests
{
    [Fact]
    public void A_SYN_across_the_tunnel_passes_every_device_and_chain_in_true_order()
    {
        var walk = Walks(new WalkFixture("syn"))[0];

        Assert.Equal("SYN", walk.Packet.Name);
        Assert.True(walk.Arrived);
        Assert.Equal(
        [
            "host-b eth0 of chat-b", "host-b veth7a093e4", "host-b nat PREROUTING", "host-b vxlan-net", "host-b filter FORWARD", "host-b nat POSTROUTING",
            "host-b vxlan0", "host-b nat OUTPUT", "host-b filter OUTPUT", "host-b nat POSTROUTING", "host-b eth0",
            "host-a eth0", "host-a nat PREROUTING", "host-a filter INPUT", "host-a vxlan0", "host-a nat PREROUTING", "host-a vxlan-net", "host-a filter FORWARD", "host-a nat POSTROUTING",
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
        Assert.All(walks, walk => Assert.Equal(walk.Devices.Where(hop => hop.Place.Kind == CapturePointKind.Nic).Select(hop => hop.Frame.Tunnel!.Vni), [10, 10]));
    }

    /// <summary>redis's kernel hands down 2,652 bytes at once; they are cut in two before the tunnel, and joined behind it.</summary>
    [Fact]
    public void A_large_frame_is_the_segments_that_other_devices_show()
    {
        var fixture = new WalkFixture("large");
        var walks = Correlation.Walks(fixture.ToRedis(51344), Segments.Split(fixture.Frames), fixture.Passes, WalkFixture.SameClock);

        Assert.Equal([1398, 1254], walks.Select(walk => walk.Packet.Payload.Length));
        Assert.Equal(["ACK", "PSH ACK"], walks.Select(walk => walk.Packet.Name));
        Assert.All(walks, walk => Assert.Equal(walk.Expected, walk.Devices.Select(hop => hop.Place)));
        // What went through a chain as one is told of both.
        Assert.All(walks, walk => Assert.Equal(["host-a filter FORWARD"], walk.Chains.Select(Name)));
        Assert.All(walks, walk => Assert.Equal([2704, 2704, 2704, null, null, null, 2704, 2704, 2704, 2704], walk.Devices.Select(hop => hop.Frame.OffloadedPacket?.Length)));
    }

    /// <summary>Where a text is longer than a segment, what is looked for may be in any, or in two.</summary>
    [Theory]
    [InlineData(1390)]
    [InlineData(1500)]
    public void A_message_has_all_segments_of_its_text(int offset)
    {
        var fixture = new WalkFixture("large");
        var walks = Correlation.Walks(fixture.ToRedis(51344), Segments.Split(fixture.Frames), fixture.Passes, WalkFixture.SameClock);
        var text = walks.SelectMany(walk => walk.Packet.Payload.ToArray()).ToArray();

        Assert.Equal(walks, CarriedText.Of(walks, text.AsMemory(offset, 32)));
        Assert.Empty(CarriedText.Of(walks, "a text of another message"u8.ToArray()));
    }

    [Fact]
    public void A_message_has_what_answers_it()
    {
        var fixture = new WalkFixture("ext");
        var nic = fixture.Place("host-a", CapturePointKind.Nic);
        var path = WalkFixture.Lab().FromOutside("host-a", 5000) with { Places = [nic] };
        var walks = Correlation.Walks(path, fixture.Frames, fixture.Passes, WalkFixture.SameClock);

        Assert.Equal(["True PSH ACK", "False ACK", "False PSH ACK"], CarriedText.Of(walks, "GET /alive"u8.ToArray()).Select(walk => $"{walk.IsForward} {walk.Packet.Name}"));
    }

    [Theory]
    [InlineData("ext", "10.77.0.11", "-A DOCKER -d 172.18.0.11/32 ! -i vxlan-net -o vxlan-net -p tcp -m tcp --dport 5000 -j ACCEPT",
        new[] { "eth0", "nat PREROUTING", "filter FORWARD", "nat POSTROUTING", "vxlan-net", "veth06745c1", "eth0 of chat-a" })]
    [InlineData("ext28", "10.77.3.11", "-A DOCKER -d 172.18.0.11/32 ! -i vxlan-net -o vxlan-net -p tcp -m tcp --dport 5000 -j ACCEPT",
        new[] { "eth0", "raw PREROUTING", "nat PREROUTING", "filter FORWARD", "nat POSTROUTING", "vxlan-net", "veth300524e", "eth0 of chat-a" })]
    public void A_packet_keeps_its_walk_through_DNAT(string capture, string host, string accepts, string[] hops)
    {
        var fixture = new WalkFixture(capture);
        CapturePoint[] places = [.. new[] { CapturePointKind.Nic, CapturePointKind.Bridge, CapturePointKind.Veth, CapturePointKind.Container }.Select(kind => fixture.Place("host-a", kind))];
        var client = fixture.Frames[places[0]][0].Packet.Source;
        var toHost = new Flow(Protocol.Tcp, client.Address, client.Port, IPAddress.Parse(host), 5000);
        var path = new WalkPath(places, [toHost, toHost with { Server = new(new byte[] { 172, 18, 0, 11 }) }]);

        var syn = Correlation.Walks(path, fixture.Frames, fixture.Passes, WalkFixture.SameClock)[0];

        Assert.Empty(fixture.Skipped);
        Assert.Equal(hops.Select(hop => $"host-a {hop}"), syn.Hops.Select(Name));
        Assert.Equal(accepts, syn.Chains.Single(hop => hop.Pass.Table == "filter").Pass.Rules[^1].Rule);
        Assert.Equal("-A DOCKER ! -i vxlan-net -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.11:5000",
            syn.Chains.Single(hop => hop.Pass is { Table: "nat", Hook: "PREROUTING" }).Pass.Translated!.Rule);
        Assert.Equal($"{host}:5000", $"{syn.Devices.First().Frame.Packet.Destination}");
        Assert.Equal("172.18.0.11:5000", $"{syn.Devices.Last().Frame.Packet.Destination}");
    }

    [Fact]
    public void A_packet_that_a_rule_drops_ends_at_that_rule()
    {
        var fixture = new WalkFixture("drop");
        var path = fixture.ToRedis(fixture.ClientPort);
        var walks = Walks(fixture);

        var trouble = new Diagnosis(WalkFixture.Lab(), path, null, null).Of(walks, new ProbeOutcome(false, "timed out"));

        Assert.Equal(new Verdict("host-a", "filter INPUT", "the rule -A INPUT -p udp -m udp --dport 4789 -j DROP drops it",
            "iptables -t filter -D INPUT -p udp -m udp --dport 4789 -j DROP"), trouble);
        Assert.Equal("host-a filter INPUT", Name(walks[0].Hops[^1]));
        Assert.False(walks[0].Arrived);
    }

    /// <summary>A SYN ACK has no id: when it is sent again, nothing in it differs.</summary>
    [Fact]
    public void The_same_packet_again_is_a_walk_of_its_own()
    {
        var fixture = new WalkFixture("syn");
        foreach (var place in fixture.Frames.Keys.ToList())
        {
            var again = fixture.Frames[place].Where(frame => frame.Packet.Name == "SYN ACK").Select(frame => frame with { Time = frame.Time.AddSeconds(1) });
            fixture.Frames[place] = [.. fixture.Frames[place], .. again];
        }

        var repeated = Walks(fixture).Where(walk => walk.Packet.Name == "SYN ACK").ToList();

        Assert.Equal(2, repeated.Count);
        Assert.All(repeated, walk => Assert.Equal(10, walk.Devices.Count()));
        Assert.Equal(TimeSpan.FromSeconds(1), repeated[1].Begin - repeated[0].Begin);
    }

    [Fact]
    public void Another_connection_between_the_same_ends_is_left_out()
    {
        var fixture = new WalkFixture("syn");

        Assert.DoesNotContain(Correlation.Walks(fixture.ToRedis(fixture.ClientPort + 1), fixture.Frames, fixture.Passes, WalkFixture.SameClock),
            walk => walk.Packet.Protocol == Protocol.Tcp);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(-90_000)]
    public void A_clock_that_is_off_is_found_and_corrected(int milliseconds)
    {
        var fixture = new WalkFixture("syn");
        var (here, there) = (fixture.Place("host-b", CapturePointKind.Nic), fixture.Place("host-a", CapturePointKind.Nic));
        foreach (var place in fixture.Frames.Keys.Where(place => place.Host == "host-a").ToList())
        {
            fixture.Frames[place] = [.. fixture.Frames[place].Select(frame => frame with { Time = frame.Time.AddMilliseconds(milliseconds) })];
        }

        var clock = Clocks.Compare(fixture.Frames[here], fixture.Frames[there],
            frame => $"{(frame.Tunnel?.Source ?? frame.Packet.Source).Address}" == "10.77.0.12");

        Assert.NotNull(clock.Uncertainty);
        Assert.InRange((clock.Offset - TimeSpan.FromMilliseconds(milliseconds)).Duration(), TimeSpan.Zero, TimeSpan.FromMilliseconds(0.1));
        var walk = Correlation.Walks(fixture.ToRedis(fixture.ClientPort), fixture.Frames, fixture.Passes,
            new Dictionary<string, ClockOffset>(WalkFixture.SameClock) { ["host-a"] = clock })[0];
        Assert.InRange(walk.End - walk.Begin, TimeSpan.Zero, TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public void Without_packets_both_ways_a_clock_is_not_guessed() =>
        Assert.Null(Clocks.Compare(new WalkFixture("syn").Frames.Values.First(), [], _ => true).Uncertainty);

    [Fact]
    public void The_ladder_reads_from_top_to_bottom()
    {
        var report = new WalkReport("chat-b 172.18.0.22 → redis 172.18.0.100:6379", Walks(new WalkFixture("syn")), WalkFixture.SameClock,
            new ProbeOutcome(true, "the connection opened, and was closed again"), null, [], []);

        Snapshot.Matches(string.Join('\n', WalkLadder.Lines(report, all: false).Select(line => line.Text)) + "\n", "walk-chat-b-redis.txt");
    }

    private static IReadOnlyList<PacketWalk> Walks(WalkFixture fixture)
    {
        Assert.Empty(fixture.Skipped);
        return Correlation.Walks(fixture.ToRedis(fixture.ClientPort), fixture.Frames, fixture.Passes, WalkFixture.SameClock);
    }

    private static string Name(Hop hop) => hop is ChainHop { Pass: var pass } ? $"{hop.Host} {pass.Table} {pass.Hook}" : $"{hop.Host} {((DeviceHop)hop).Place}";
}
