using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Checksums of recorded SYNs: unfinished before the device that completes them, right after it.</summary>
public sealed class TcpChecksumTests
{
    /// <summary>Ethernet 14, IPv4 20, and 16 bytes into the TCP header.</summary>
    private const int Checksum = 14 + 20 + 16;

    [Theory]
    [InlineData("syn")]
    [InlineData("ext")]
    [InlineData("ext28")]
    public void Recorded_packets_have_none_that_is_wrong(string name)
    {
        var packets = new WalkFixture(name).Frames.Values.SelectMany(frames => frames).Select(frame => frame.Packet).ToList();

        Assert.Contains(packets, packet => packet.Flags == TcpFlags.Syn);
        Assert.DoesNotContain(packets, packet => packet.HasWrongChecksum);
    }

    [Fact]
    public void A_changed_checksum_is_wrong()
    {
        var file = File.ReadAllBytes(new WalkFixture("syn").Capture("host-b.chat-b.eth0.pcap"));
        var (time, bytes) = PcapFile.Read(file, Assert.Fail)
            .First(record => FrameParser.Parse(record.Time, record.Frame, WalkFixture.VxlanPort)?.Packet.Flags == TcpFlags.Syn);
        var changed = bytes.ToArray();
        (changed[Checksum], changed[Checksum + 1]) = (0xde, 0xad);

        Assert.False(FrameParser.Parse(time, bytes, WalkFixture.VxlanPort)!.Packet.HasWrongChecksum);
        Assert.True(FrameParser.Parse(time, changed, WalkFixture.VxlanPort)!.Packet.HasWrongChecksum);
    }
}
