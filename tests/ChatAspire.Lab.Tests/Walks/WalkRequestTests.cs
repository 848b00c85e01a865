using ChatAspire.Lab.Walks;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Lab.Tests.Walks;

/// <summary>What may be asked of a walk, and what is told to who asks for something else.</summary>
public class WalkRequestTests
{
    private static readonly LiveLimits Live = new(20, TimeSpan.FromSeconds(5), "");

    [Fact]
    public void Nothing_to_follow_is_refused_with_examples() => Refused("follows nothing by itself", () => Ask());

    [Fact]
    public void Two_walks_at_once_are_refused() => Refused("FROM TO and --external are two walks", () => Ask("chat-b", "redis", external: ":5000"));

    [Fact]
    public void One_end_is_not_enough() => Refused("needs two ends", () => Ask("chat-b"));

    [Theory]
    [InlineData("redis:0")]
    [InlineData("redis:65536")]
    [InlineData("redis:http")]
    [InlineData("redis:")]
    public void A_port_is_a_number(string to) => Refused("is no port", () => Ask("chat-b", to));

    [Fact]
    public void Two_kinds_of_traffic_are_refused() =>
        Refused("each say what to send", () => WalkRequest.Of("chat-b", "redis", [ProbeKind.Ping, ProbeKind.Tcp], null, null, null, null));

    [Fact]
    public void A_kind_of_traffic_means_nothing_to_a_message() =>
        Refused("each say what to send", () => WalkRequest.Of(null, null, [ProbeKind.Ping], null, null, "hello", null));

    [Fact]
    public void A_ping_has_no_port() => Refused("a ping has no port", () => WalkRequest.Of("chat-b", "redis:6379", [ProbeKind.Ping], null, null, null, null));

    [Theory]
    [InlineData(27)]
    [InlineData(65536)]
    public void A_size_is_what_a_packet_can_have(int size) => Refused("28 to 65535", () => WalkRequest.Of("chat-b", "redis", [], size, null, null, null));

    [Fact]
    public void A_live_walk_is_bounded()
    {
        Refused("--packets has 1 to", () => Ask("chat-b", "redis", live: Live with { Packets = 0 }));
        Refused("--seconds 1 to", () => Ask("chat-b", "redis", live: Live with { Time = TimeSpan.FromHours(1) }));
    }

    [Fact]
    public void An_empty_message_is_none() => Refused("1 to 4,000", () => Ask(message: ""));

    [Fact]
    public void What_can_be_followed_is_accepted()
    {
        Ask("chat-b", "redis");
        Ask("chat-b", "redis", live: Live);
        Ask(external: "");
        Ask(message: "hello");
    }

    private static WalkRequest Ask(string? from = null, string? to = null, string? external = null, string? message = null, LiveLimits? live = null) =>
        WalkRequest.Of(from, to, [], null, external, message, live);

    private static void Refused(string why, Func<object> ask) => Assert.Contains(why, Assert.Throws<UserErrorException>(() => _ = ask()).Message, StringComparison.Ordinal);
}
