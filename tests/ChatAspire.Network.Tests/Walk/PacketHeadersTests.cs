using System.Text;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Captures without payload.</summary>
public sealed class PacketHeadersTests
{
    private static readonly byte[] Recorded = File.ReadAllBytes(new WalkFixture("ext").Capture("host-a.chat-a.eth0.pcap"));

    [Fact]
    public void Payload_is_cut_off_and_every_packet_is_kept()
    {
        var stripped = PacketHeaders.Of(Recorded);

        Assert.Contains("GET /alive", Encoding.Latin1.GetString(Recorded), StringComparison.Ordinal);
        Assert.DoesNotContain("GET /alive", Encoding.Latin1.GetString(stripped), StringComparison.Ordinal);
        var (before, after) = (PcapFile.Read(Recorded, Assert.Fail).ToList(), PcapFile.Read(stripped, Assert.Fail).ToList());
        Assert.Equal(before.Select(record => record.Time), after.Select(record => record.Time));
        // Ethernet 14, IPv4 20, TCP 20 to 60; ARP messages stay whole.
        Assert.All(after, record => Assert.InRange(record.Frame.Length, 28, 94));
        Assert.All(before.Zip(after), pair => Assert.Equal(
            pair.Second.Frame.ToArray(), pair.First.Frame[..pair.Second.Frame.Length].ToArray()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(24)]
    [InlineData(30)]
    [InlineData(60)]
    public void A_capture_that_is_cut_short_is_no_error(int length) =>
        Assert.InRange(PacketHeaders.Of(Recorded.AsMemory(0, length)).Length, 0, length);
}
