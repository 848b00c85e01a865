using System.Net;
using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Hosts.Local;

public sealed class UnderlayRangeTests
{
    [Theory]
    [InlineData("10.77.0.0/24", "10.77.1.0/24")]
    [InlineData("10.77.0.0/16", "192.168.0.0/24")]
    [InlineData("10.0.0.0/8 192.168.0.0/17", "192.168.128.0/24")]
    [InlineData("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16", "198.18.0.0/24")]
    public void The_first_range_that_nothing_overlaps_is_free(string used, string free) =>
        Assert.Equal(free,
            $"{UnderlayRange.Free([.. used.Split(' ').Select(range => new RangeInUse(IPNetwork.Parse(range), "somebody"))])}");

    [Fact]
    public void Where_none_is_free_it_is_said_by_what_each_is_taken()
    {
        var full = Assert.Throws<UserErrorException>(() => UnderlayRange.Free(
        [
            new(IPNetwork.Parse("10.0.0.0/8"), "$.overlay.subnet (10.0.0.0/8)"),
            .. Enumerable.Range(0, 256).Select(i => new RangeInUse(IPNetwork.Parse($"192.168.{i}.0/24"), $"Docker network n{i}")),
            new(IPNetwork.Parse("198.18.0.0/15"), "the route 198.18.0.0/15 (tun0)"),
        ]));

        Assert.Contains("10.77.0.0/16 is taken by $.overlay.subnet (10.0.0.0/8)", full.Message, StringComparison.Ordinal);
        Assert.Contains("192.168.0.0/16 is taken by Docker network n0, Docker network n1, Docker network n2 and 253 more", full.Message,
            StringComparison.Ordinal);
        Assert.Contains("198.18.0.0/16 is taken by the route 198.18.0.0/15 (tun0)", full.Message, StringComparison.Ordinal);
    }

    /// <summary>Routes in the format of /proc/net/route; default routes in effect do not occupy a range.</summary>
    [Fact]
    public void Routes_are_read_but_not_the_default_ones()
    {
        const string Table = """
            Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
            eth0	00000000	010200C0	0003	0	0	0	00000000	0	0	0
            tun0	00000000	010200C0	0003	0	0	0	00000080	0	0	0
            tun0	0000000A	010200C0	0003	0	0	0	000000FF	0	0	0
            br-5bd8d2dfad15	00014D0A	00000000	0001	0	0	0	00FFFFFF	0	0	0
            """;

        Assert.Equal(
            ["the route 10.0.0.0/8 (tun0)", "the route 10.77.1.0/24 (br-5bd8d2dfad15)"],
            UnderlayRange.Routes(Table.Split('\n')).Select(route => route.By));
    }
}
