using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Which devices are between two ends.</summary>
public class TopologyTests
{
    [Theory]
    [InlineData("chat-a", "redis", "eth0 of chat-a, vethe590031, vxlan-net, veth5a7fe27, eth0 of redis")]
    [InlineData("chat-b", "redis", "eth0 of chat-b, veth568cd6c, vxlan-net, vxlan0, eth0, eth0, vxlan0, vxlan-net, veth5a7fe27, eth0 of redis")]
    // The host itself, by whichever of its addresses, is reached with the bridge.
    [InlineData("chat-a", "host-a", "eth0 of chat-a, vethe590031, vxlan-net")]
    [InlineData("chat-a", "172.18.0.1", "eth0 of chat-a, vethe590031, vxlan-net")]
    [InlineData("chat-b", "172.17.0.1", "eth0 of chat-b, veth568cd6c, vxlan-net")]
    // The other host's end of the overlay is on the other side of the tunnel, its own address is not.
    [InlineData("chat-b", "172.18.0.1", "eth0 of chat-b, veth568cd6c, vxlan-net, vxlan0, eth0, eth0, vxlan0, vxlan-net")]
    [InlineData("chat-b", "host-a", "eth0 of chat-b, veth568cd6c, vxlan-net, eth0, eth0")]
    [InlineData("chat-b", "8.8.8.8", "eth0 of chat-b, veth568cd6c, vxlan-net, eth0")]
    public void The_devices_between_two_ends_are_those_that_packets_pass(string from, string to, string places)
    {
        var lab = WalkFixture.Lab();

        Assert.Equal(places, string.Join(", ", lab.Between(lab.Find(from), lab.Find(to), Protocol.Icmp, null, null).Places));
    }
}
