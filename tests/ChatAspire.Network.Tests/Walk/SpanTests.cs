using System.Diagnostics;
using System.Text;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Output;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The parents of a packet's span.</summary>
public class SpanTests
{
    private const string Own = "00-11111111111111111111111111111111-1111111111111111-01";
    private const string Other = "00-22222222222222222222222222222222-2222222222222222-01";

    [Theory]
    [InlineData("", "11111111111111111111111111111111-aaaaaaaaaaaaaaaa")]
    [InlineData(Own, "11111111111111111111111111111111-1111111111111111")]
    [InlineData(Other, "22222222222222222222222222222222-2222222222222222")]
    [InlineData($"{Other} {Own}", "11111111111111111111111111111111-1111111111111111")]
    public void The_parent_of_a_packet_is_the_span_it_carries_preferably_of_the_walk_s_own_trace(string payload, string parent)
    {
        var (fixture, root) = (new WalkFixture("syn"), ActivityContext.Parse("00-11111111111111111111111111111111-aaaaaaaaaaaaaaaa-01",
            null));
        var walk = Correlation.Walks(fixture.ToRedis(fixture.ClientPort), fixture.Frames, fixture.Traversals, WalkFixture.SameClock,
            WalkFixture.BridgeFilteringHosts)[0];
        walk = walk with { Packet = walk.Packet with { Payload = Encoding.ASCII.GetBytes(payload) } };

        var span = WalkSpans.Of(new WalkReport("", [walk], WalkFixture.SameClock, null, null, [], []), root)[0].Span;

        Assert.Equal(parent, $"{span.TraceId}-{span.ParentSpanId}");
    }

    [Theory]
    [InlineData(Own, "1111111111111111")]
    [InlineData(Other, "aaaaaaaaaaaaaaaa")]
    public void The_parent_of_an_answer_is_that_of_the_packet_it_answers(string carried, string parent)
    {
        var (fixture, root) = (new WalkFixture("syn"), ActivityContext.Parse("00-11111111111111111111111111111111-aaaaaaaaaaaaaaaa-01",
            null));
        var walks = Correlation.Walks(fixture.ToRedis(fixture.ClientPort), fixture.Frames, fixture.Traversals, WalkFixture.SameClock,
            WalkFixture.BridgeFilteringHosts).Take(2).ToList();
        walks[0] = walks[0] with { Packet = walks[0].Packet with { Payload = Encoding.ASCII.GetBytes(carried) } };

        var spans = WalkSpans.Of(new WalkReport("", walks, WalkFixture.SameClock, null, null, [], []), root);

        Assert.Equal(["SYN", "SYN ACK"], walks.Select(walk => walk.Packet.Name));
        var answer = spans.Single(span => span.Span.DisplayName.StartsWith("SYN ACK ", StringComparison.Ordinal)).Span;
        Assert.Equal($"11111111111111111111111111111111-{parent}", $"{answer.TraceId}-{answer.ParentSpanId}");
    }

    /// <summary>The drop of a packet is on its span, though a device showed it.</summary>
    [Fact]
    public void A_packet_that_the_kernel_dropped_has_its_reason()
    {
        var fixture = new WalkFixture("syn");
        var walks = Correlation.Walks(fixture.ToRedis(fixture.ClientPort), fixture.Frames, fixture.Traversals, WalkFixture.SameClock,
            WalkFixture.BridgeFilteringHosts).Take(2).ToList();
        var packet = walks[0].Packet;
        var drop = new KernelDrop("host-a", "IP_RPFILTER", "ip_rcv_finish_core", "the way back leaves by another device", 1)
        {
            Packet = $"{packet.Name} {packet.Source} → {packet.Destination}",
        };
        var verdict = new Verdict(CauseId.ReversePath, "host-a", "eth0 of redis", "cause", "cure")
        {
            Kernel = new KernelWord(KernelBearing.Confirms, [], [drop]),
        };

        var spans = WalkSpans.Of(new WalkReport("", walks, WalkFixture.SameClock, null, verdict, [], []), default);

        var dropped = Assert.Single(spans, span => span.Span.GetTagItem("net.walk.kernel.drops") is not null).Span;
        Assert.StartsWith("SYN ", dropped.DisplayName, StringComparison.Ordinal);
        Assert.Equal($"{drop}", dropped.GetTagItem("net.walk.kernel.drops"));
    }
}
