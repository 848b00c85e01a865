using System.Xml.Linq;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Output;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The picture of a walk.</summary>
public class PictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void The_picture_is_as_reviewed() =>
        Snapshot.Matches(WalkPicture.Svg([ToRedis("syn", null)], all: false), "walk-chat-b-redis.svg");

    [Fact]
    public void Every_device_of_a_selected_packet_has_a_box_and_acknowledgements_have_none()
    {
        var report = ToRedis("syn", null);
        var drawn = PacketSelection.Of(report, all: false).Where(packet => packet.InFull).ToList();
        var picture = XDocument.Parse(WalkPicture.Svg([report], all: false));

        Assert.Equal(["SYN", "SYN ACK", "FIN ACK", "FIN ACK"], drawn.Select(packet => packet.Walk.Packet.Name));
        Assert.Equal(drawn.SelectMany(packet => packet.Walk.Devices).Select(hop => $"{hop.Point}"), Texts(picture, "mono middle"));
        Assert.Equal(drawn.Count, Lines(picture, "tunnel").Count);
        Assert.Contains("VXLAN, VNI 10, 124 bytes", Texts(picture, "tunnel"));
        Assert.Contains("10.77.0.12 → 10.77.0.11:4789", Texts(picture, "tunnel"));
        Assert.Empty(Lines(picture, "cross"));
        Assert.True(Texts(XDocument.Parse(WalkPicture.Svg([report], all: true)), "mono middle").Count > Texts(picture, "mono middle")
            .Count);
    }

    [Fact]
    public void A_lost_packet_ends_in_a_cross_with_the_reason_and_the_cure()
    {
        var verdict = new Verdict(CauseId.RuleDrops, "host-a", "filter INPUT", "the rule drops it", "iptables -t filter -D INPUT");
        var picture = XDocument.Parse(WalkPicture.Svg([ToRedis("drop", verdict)], all: false));

        Assert.Equal(2, Lines(picture, "cross").Count);
        Assert.Contains("-A INPUT -p udp -m udp --dport 4789 -j DROP", Texts(picture, "bad"));
        Assert.Contains("not seen on eth0 of redis", Texts(picture, "bad"));
        Assert.Single(Texts(picture, "bad"), $"{verdict}");
        Assert.Single(Texts(picture, "mono"), "→ on host-a: iptables -t filter -D INPUT");
    }

    /// <summary>If all packets arrived and there is a verdict, it is drawn below them.</summary>
    [Fact]
    public void A_verdict_without_a_lost_packet_is_drawn_too()
    {
        var verdict = new Verdict(CauseId.NothingListens, "host-a", "redis", "nothing listens", "docker logs redis");

        Assert.Single(Texts(XDocument.Parse(WalkPicture.Svg([ToRedis("syn", verdict)], all: false)), "bad"), $"{verdict}");
    }

    /// <summary>Addresses, comments of rules and messages are drawn as text, whatever they contain.</summary>
    [Theory]
    [InlineData("<script>x</script>")]
    [InlineData("\u001b[31m\u0007")]
    public void A_text_cannot_change_the_picture(string text)
    {
        var picture = XDocument.Parse(WalkPicture.Svg(
            [ToRedis("syn", new Verdict(CauseId.NotEstablished, text, text, text, text)) with { Title = text }],
            all: false));

        Assert.Contains(string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter)), Texts(picture, "host"));
        Assert.Empty(picture.Descendants(Svg + "script"));
    }

    private static WalkReport ToRedis(string name, Verdict? verdict)
    {
        var fixture = new WalkFixture(name);
        var walks = Correlation.Walks(fixture.ToRedis(fixture.ClientPort), fixture.Frames, fixture.Traversals, WalkFixture.SameClock,
            WalkFixture.BridgeFilteringHosts);
        return new WalkReport("chat-b 172.18.0.22 → redis 172.18.0.100:6379", walks, WalkFixture.SameClock, null, verdict, [], []);
    }

    private static List<string> Texts(XDocument picture, string style) => Values(picture, "text", style);

    private static List<string> Lines(XDocument picture, string style) => Values(picture, "polyline", style);

    private static List<string> Values(XDocument picture, string element, string style) =>
        [.. picture.Descendants(Svg + element).Where(one => (string?)one.Attribute("class") == style).Select(one => one.Value)];
}
