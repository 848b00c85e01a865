using System.Net;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Packets, filters and rules of IPv6. The frames and the trace are recorded ones.</summary>
public sealed class Ipv6Tests
{
    private const string Solicitation =
        "3333ff0000030242ac12000286dd60000000" + "00203afffd0000170000000000000000000000" + "02ff0200000000000000000001ff000003"
        + "8700d11000000000fd00001700000000000000000000000301010242ac120002";

    private const string Advertisement =
        "0242ac1200020242ac12000386dd60000000" + "00203afffd0000170000000000000000000000" + "03fd000017000000000000000000000002"
        + "88006ffc60000000fd00001700000000000000000000000302010242ac120003";

    private const string Syn =
        "0242ac1200030242ac12000286dd6000f524" + "00280640fd0000170000000000000000000000" + "02fd000017000000000000000000000003"
        + "ef321b58fab3f69500000000a002fd20fa620000020405a00402080a9e945d55000000000103030a";

    private static readonly IPAddress Client = IPAddress.Parse("fd00:17::2");
    private static readonly IPAddress Server = IPAddress.Parse("fd00:17::3");
    private static readonly Flow Connection = new(Protocol.Tcp, Client, 61234, Server, 7000);

    [Fact]
    public void Neighbour_discovery_belongs_to_the_flow_as_ARP_does()
    {
        var (asked, answered) = (Parse(Solicitation), Parse(Advertisement));

        Assert.Equal(("neighbour solicitation", "neighbour advertisement"), (asked.Name, answered.Name));
        Assert.Equal((Client, Server), (asked.Source.Address, asked.Destination.Address));
        Assert.Equal((Server, Client), (answered.Source.Address, answered.Destination.Address));
        Assert.True(asked.IsResolutionRequest && !answered.IsResolutionRequest);
        Assert.True(Connection.Owns(asked) && Connection.Owns(answered));
        Assert.True(Connection.IsForward(asked) && !Connection.IsForward(answered));
    }

    [Fact]
    public void A_TCP_packet_has_ports_behind_brackets_and_its_flow_label()
    {
        var syn = Parse(Syn);

        Assert.Equal(("SYN", "[fd00:17::2]:61234", "[fd00:17::3]:7000"), (syn.Name, $"{syn.Source}", $"{syn.Destination}"));
        Assert.Equal((80, 0xf524, 64), (syn.Length, syn.Id, syn.TimeToLive));
        Assert.False(syn.HasWrongChecksum); // left to the device to complete
        Assert.True(Connection.Owns(syn));
        Assert.Equal(14 + 40 + 40, PacketHeaders.LengthOf(Convert.FromHexString(Syn)));
    }

    [Fact]
    public void A_changed_byte_makes_the_checksum_wrong() =>
        Assert.True(Parse(Syn.Replace("fa620000", "fa630000", StringComparison.Ordinal)).HasWrongChecksum);

    [Fact]
    public void An_extension_header_is_skipped_and_a_later_fragment_is_not_read()
    {
        var packet = Convert.FromHexString(Syn)[14..];
        byte[] withOptions = [.. packet[..6], 60, .. packet[7..40], 6, 0, 1, 4, 0, 0, 0, 0, .. packet[40..]];
        byte[] laterFragment = [.. packet[..6], 44, .. packet[7..40], 6, 0, 0, 0x10, 0, 0, 0, 1, .. packet[40..]];

        Assert.Equal<(byte, int)?>((6, 48), Ipv6Header.Content(withOptions));
        Assert.Null(Ipv6Header.Content(laterFragment));
        Assert.Null(Ipv6Header.Content(packet.AsSpan(0, 30)));
    }

    [Theory]
    [InlineData(1, 3, "ICMPv6 unreachable (code 3)", false)]
    [InlineData(2, 0, "ICMPv6 packet too big", true)]
    public void An_ICMPv6_error_belongs_to_the_flow_that_it_quotes(byte type, byte code, string name, bool isTooBig)
    {
        var quoted = Convert.FromHexString(Syn)[14..];
        var router = IPAddress.Parse("fd00:17::1").GetAddressBytes();
        byte[] error =
        [
            .. Convert.FromHexString(Syn)[..18], 0, (byte)(8 + quoted.Length), 58, 64, .. router, .. Client.GetAddressBytes(),
            type, code, 0, 0, 0, 0, 0, 0, .. quoted,
        ];

        var packet = FrameParser.Parse(default, error, 4789)!.Packet;

        Assert.Equal((name, isTooBig, true), (packet.Name, packet.IsTooBig, packet.IsUnreachable));
        Assert.True(Connection.Owns(packet));
        Assert.False((Connection with { Server = IPAddress.Parse("fd00:17::4") }).Owns(packet));
    }

    [Fact]
    public void Filters_name_the_family()
    {
        Assert.Equal(
            "(ip6 proto 6 and host fd00:17::3 and host fd00:17::2 and port 7000 and port 61234) or "
            + "(icmp6 and (ip6[40] < 5 or ip6[40] = 135 or ip6[40] = 136) and (host fd00:17::3 or host fd00:17::2))",
            Connection.ToPcap());
        Assert.Equal(
            ["meta l4proto tcp ip6 saddr fd00:17::2 ip6 daddr fd00:17::3 tcp sport 61234 tcp dport 7000",
                "meta l4proto tcp ip6 saddr fd00:17::3 ip6 daddr fd00:17::2 tcp sport 7000 tcp dport 61234"],
            Connection.ToNft().Select(rule => rule.Match));
    }

    [Fact]
    public void A_trace_of_ip6tables_is_read_also_where_the_monitor_cannot_print_the_rule()
    {
        const string Trace =
            """
            PACKET: 1 4476481e IN=br0 NFPROTO=10 SRC=fd00:17::2 DST=fd00:17::3 LEN=60 FLOWLBL=62756 SPORT=61234 DPORT=7000 SYN 
             TRACE: 1 4476481e chatlab-walk-x:prerouting:rule:0x3:CONTINUE  
            PACKET: 10 4476481e IN=br0 OUT=br0 SRC=fd00:17::2 DST=fd00:17::3 LEN=60 FLOWLBL=62756 SPORT=61234 DPORT=7000 SYN 
             TRACE: 10 4476481e filter:FORWARD:rule:0x6:JUMP:DOCKER-USER  -6 -t filter -A FORWARD -j DOCKER-USER
             TRACE: 10 4476481e filter:DOCKER-USER:rule:0x7:DROP  -6 -t filter 
            """;
        var unread = new List<string>();

        var traversal = Assert.Single(ChainTrace.Parse(Trace, unread.Add));

        Assert.Empty(unread);
        Assert.Equal(("ip6 filter", "FORWARD", 80, 62756), (traversal.Table, traversal.Hook, traversal.Length, traversal.Id));
        Assert.Equal(new RuleMatch("ip6 filter", "DOCKER-USER", "handle 7", "DROP"), traversal.Dropped);
    }

    [Theory]
    [InlineData("-A INPUT -s fd00:17::2/128 -p tcp -m tcp --dport 7000 -j DROP", true)]
    [InlineData("-A INPUT -s fd00:17::4/128 -j DROP", false)]
    [InlineData("-A INPUT -p ipv6-icmp -j DROP", false)]
    [InlineData("ip6 daddr fd00:17::/64 tcp dport 7000 drop", true)]
    [InlineData("ip daddr 172.17.0.3 drop", false)]
    public void A_rule_is_compared_with_a_packet_of_its_family(string rule, bool applies) =>
        Assert.Equal(applies, PacketMatch.MayApply(rule, Parse(Syn)));

    [Theory]
    [InlineData("fd00:17::3", "fd00:17::3")]
    [InlineData("[fd00:17::3]", "fd00:17::3")]
    [InlineData("172.17.0.3", "172.17.0.3")]
    [InlineData("[fd00:17::3]:80", null)]
    [InlineData("fe80::1%eth0", null)]
    [InlineData("172.17.1", null)]
    public void Addresses_are_accepted_as_users_write_them(string text, string? address) =>
        Assert.Equal(address, AddressText.TryParse(text, out var parsed) ? $"{parsed}" : null);

    [Theory]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", true)]
    [InlineData("fd00:17::3", true)]
    public void The_IPv4_wildcard_takes_no_IPv6(string listening, bool accepts) =>
        Assert.Equal(accepts, new Listener(listening, 7000).Accepts("fd00:17::3", 7000));

    private static Packet Parse(string frame) => FrameParser.Parse(default, Convert.FromHexString(frame), 4789)!.Packet;
}
