using System.Net;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Tests.Walk;

public sealed class PacketWalkTests
{
    private static readonly Packet Reply = new(
        Protocol.Icmp, new Endpoint(IPAddress.Parse("192.0.2.1")), new Endpoint(IPAddress.Parse("172.17.0.2")),
        84, 1, 0, false, 0, 0, 0, default);

    /// <summary>The way of a reply from outside to a container whose device has the name of the host's NIC.</summary>
    private static readonly CapturePoint[] Inward =
    [
        new("local", CapturePointKind.Nic, "eth0"),
        new("local", CapturePointKind.Bridge, "docker0"),
        new("local", CapturePointKind.Veth, "veth1"),
        new("local", CapturePointKind.Container, "eth0", "web", Netns.Of(1)),
    ];

    /// <summary>Without a route to docker0, a host sends the reply out again.</summary>
    [Theory]
    [InlineData("eth0", "docker0", false)]
    [InlineData("docker0", "docker0", false)]
    [InlineData("eth0", "", false)]
    [InlineData("eth0", "eth0", true)]
    [InlineData("eth0", "docker1", true)]
    public void A_packet_goes_astray_by_a_device_that_does_not_follow_on_its_path(string from, string to, bool isAstray)
    {
        var forward = new ChainHop("local", new ChainTraversal(
            from, to, Reply.Source, Reply.Destination, Reply.Length, Reply.Id, default,
            [new RuleMatch("filter", "FORWARD", null, "DROP")]));

        Assert.Equal(isAstray, new PacketWalk(Reply, false, Inward, [forward]).IsAstray(forward));
    }
}
