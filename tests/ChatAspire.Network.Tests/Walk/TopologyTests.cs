using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The devices between two endpoints, and how endpoints are found.</summary>
public class TopologyTests
{
    [Theory]
    [InlineData("chat-a", "redis", "eth0 of chat-a, vethe590031, vxlan-net, veth5a7fe27, eth0 of redis")]
    [InlineData(
        "chat-b", "redis", "eth0 of chat-b, veth568cd6c, vxlan-net, vxlan0, eth0, eth0, vxlan0, vxlan-net, veth5a7fe27, eth0 of redis")]
    // The host itself, by any of its addresses, is reached at the bridge.
    [InlineData("chat-a", "host-a", "eth0 of chat-a, vethe590031, vxlan-net")]
    [InlineData("chat-a", "172.18.0.1", "eth0 of chat-a, vethe590031, vxlan-net")]
    [InlineData("chat-b", "172.17.0.1", "eth0 of chat-b, veth568cd6c, vxlan-net")]
    // The other host's overlay address is behind the tunnel; its underlay address is not.
    [InlineData("chat-b", "172.18.0.1", "eth0 of chat-b, veth568cd6c, vxlan-net, vxlan0, eth0, eth0, vxlan0, vxlan-net")]
    [InlineData("chat-b", "host-a", "eth0 of chat-b, veth568cd6c, vxlan-net, eth0, eth0")]
    [InlineData("chat-b", "8.8.8.8", "eth0 of chat-b, veth568cd6c, vxlan-net, eth0")]
    public void The_path_between_two_endpoints_has_the_devices_that_packets_pass(string from, string to, string points)
    {
        var topology = WalkFixture.Lab();

        Assert.Equal(points, string.Join(", ", topology.Between(topology.Find(from), topology.Find(to), Protocol.Icmp, null, null).Points));
    }

    [Theory]
    [InlineData("redos", "Unknown target \"redos\". Did you mean redis?")]
    [InlineData("chatb", "Unknown target \"chatb\". Did you mean chat-b?")]
    [InlineData("HOST-A", "Unknown target \"HOST-A\". Did you mean host-a?")]
    [InlineData("nobody", "Unknown target \"nobody\".")]
    public void An_unknown_target_is_refused_with_a_suggestion(string name, string message)
    {
        var error = Assert.Throws<UserErrorException>(() => WalkFixture.Lab().Find(name));

        Assert.Equal(message, error.Message);
        Assert.Contains("redis", error.Hint, StringComparison.Ordinal);
    }

    /// <summary>By name and by address: chat-b is 172.18.0.22.</summary>
    [Theory]
    [InlineData("chat-b")]
    [InlineData("172.18.0.22")]
    public void A_walk_from_an_endpoint_to_itself_is_refused(string to) => Assert.Contains(
        "are the same endpoint (172.18.0.22)", Assert.Throws<UserErrorException>(() =>
            WalkContext.FindEnds(WalkFixture.Lab(), "chat-b", to)).Message, StringComparison.Ordinal);
}
