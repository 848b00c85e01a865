using ChatAspire.Lab.Walks;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Lab.Tests.Walks;

/// <summary>Requests for a walk, and the reasons for rejecting them.</summary>
public class WalkRequestTests
{
    private static readonly LiveLimits Live = new(20, TimeSpan.FromSeconds(5), "");

    [Fact]
    public void Nothing_to_follow_is_refused_with_examples() => Refused("Nothing to follow", () => Ask());

    [Fact]
    public void Two_walks_at_once_are_refused() => Refused("FROM TO and --external cannot be combined", () =>
        Ask("chat-b", "redis", external: ":5000"));

    [Fact]
    public void A_port_of_a_host_needs_no_source_and_no_lab()
    {
        Assert.False(Ask("localhost:8080").NeedsLab);
        Assert.False(Ask("web", "db").NeedsLab);
        Refused("Invalid port", () => Ask("localhost:http"));
    }

    [Fact]
    public void The_chat_of_a_lab_needs_the_lab()
    {
        Assert.True(Ask(external: ":5000").NeedsLab);
        Assert.True(Ask(message: "hello").NeedsLab);
    }

    [Fact]
    public void One_end_is_not_enough() => Refused("needs two ends", () => Ask("chat-b"));

    [Theory]
    [InlineData("redis:0")]
    [InlineData("redis:65536")]
    [InlineData("redis:http")]
    [InlineData("redis:")]
    public void A_port_that_is_not_a_number_is_refused(string to) => Refused("Invalid port", () => Ask("chat-b", to));

    [Fact]
    public void Two_kinds_of_traffic_are_refused() =>
        Refused("are alternatives", () => WalkRequest.Create("chat-b", "redis", [ProbeKind.Ping, ProbeKind.Tcp], null, null, null, null));

    [Fact]
    public void A_kind_of_traffic_for_a_message_is_refused() =>
        Refused("are alternatives", () => WalkRequest.Create(null, null, [ProbeKind.Ping], null, null, "hello", null));

    [Fact]
    public void A_ping_to_a_port_is_refused() => Refused("a ping has no port", () =>
        WalkRequest.Create("chat-b", "redis:6379", [ProbeKind.Ping], null, null, null, null));

    [Theory]
    [InlineData(27)]
    [InlineData(65536)]
    public void A_size_that_no_ping_can_have_is_refused(int size) =>
        Refused("28 to 65535", () => WalkRequest.Create("chat-b", "redis", [], size, null, null, null));

    [Fact]
    public void A_live_walk_is_limited()
    {
        Refused("--packets must be 1 to", () => Ask("chat-b", "redis", live: Live with { Packets = 0 }));
        Refused("--seconds above 0 and at most", () => Ask("chat-b", "redis", live: Live with { Time = TimeSpan.FromHours(1) }));
    }

    [Theory]
    [InlineData("chat-b")]
    [InlineData("chat-b:5000")]
    public void Two_equal_ends_are_refused(string to) => Refused("Both ends of the walk are chat-b", () => Ask("chat-b", to));

    [Fact]
    public void An_empty_message_is_refused() => Refused("1 to 4,000", () => Ask(message: ""));

    [Fact]
    public void Valid_requests_are_accepted()
    {
        Ask("chat-b", "redis");
        Ask("chat-b", "redis", live: Live);
        Ask(external: "");
        Ask(message: "hello");
    }

    private static WalkRequest Ask(string? from = null, string? to = null, string? external = null, string? message = null,
        LiveLimits? live = null) =>
        WalkRequest.Create(from, to, [], null, external, message, live);

    private static void Refused(string reason, Func<object> ask) =>
        Assert.Contains(reason, Assert.Throws<UserErrorException>(() => _ = ask()).Message, StringComparison.Ordinal);
}
