using System.Net;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The packets that belong to a flow.</summary>
public sealed class FlowTests
{
    private const int PortUnreachable = (Packet.Unreachable << 8) | 3;
    private const byte Tcp = 6;
    private const byte Udp = 17;

    private static readonly IPAddress Client = IPAddress.Parse("172.18.0.22");
    private static readonly IPAddress Server = IPAddress.Parse("172.18.0.100");

    /// <summary>An ICMP error about other traffic of the same hosts, a DNS query for instance, is none about the flow.</summary>
    [Theory]
    [InlineData("172.18.0.22", "172.18.0.100", Tcp, true)]
    [InlineData("172.18.0.100", "172.18.0.22", Tcp, true)]
    [InlineData("172.18.0.22", "172.18.0.100", Udp, false)]
    [InlineData("172.18.0.22", "172.18.0.53", Tcp, false)]
    public void An_ICMP_error_belongs_to_the_flow_that_it_quotes(string from, string to, byte protocol, bool isOwned)
    {
        byte[] quoted = [0x45, 0, 0, 60, 0, 0, 0, 0, 64, protocol, 0, 0,
            .. IPAddress.Parse(from).GetAddressBytes(), .. IPAddress.Parse(to).GetAddressBytes()];
        var error = new Packet(Protocol.Icmp, new Endpoint(Server), new Endpoint(Client), 56, 0, 64, false, 0, 0, PortUnreachable, quoted);

        Assert.Equal(isOwned, new Flow(Protocol.Tcp, Client, null, Server, 6379).Owns(error));
    }
}
