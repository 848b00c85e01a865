using System.Buffers.Binary;

namespace ChatAspire.Network.Walk.Decode;

/// <summary>
/// Removes the payload of the packets in a capture: each record is cut off after its headers, but still states its original length.
/// </summary>
internal static class PacketHeaders
{
    private const int Ethernet = 14;
    private const int MinIp = 20;
    private const int MinTcp = 20;
    private const int Udp = 8;

    /// <summary>
    /// The length of an ICMP header, in bytes. An error also quotes the IPv4 header and 8 bytes of the packet that caused it (RFC 792).
    /// </summary>
    private const int Icmp = 8;
    private const int IcmpError = Icmp + MinIp + 8;

    /// <summary>Returns the capture without payload.</summary>
    /// <param name="file">A pcap file as written by <c>tcpdump -w</c>. Everything from a damaged record on is left out.</param>
    public static byte[] Of(ReadOnlyMemory<byte> file)
    {
        using var output = new MemoryStream();
        output.Write(file.Span[..Math.Min(file.Length, PcapFile.FileHeader)]);
        var at = PcapFile.FileHeader;
        foreach (var (_, frame) in PcapFile.Read(file, _ => { }))
        {
            var kept = Math.Min(LengthOf(frame.Span), frame.Length);
            var header = file.Slice(at, PcapFile.RecordHeader).ToArray();
            // The captured length equals the frame's length in only one byte order: that of the file.
            if (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)) == frame.Length)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), (uint)kept);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), (uint)kept);
            }

            output.Write(header);
            output.Write(frame.Span[..kept]);
            at += PcapFile.RecordHeader + frame.Length;
        }

        return output.ToArray();
    }

    /// <summary>Returns the length of a frame's headers in bytes; it may exceed the length of a frame that was cut short.</summary>
    public static int LengthOf(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < Ethernet + MinIp)
        {
            return Ethernet;
        }

        return BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) switch
        {
            Ethertype.Arp => frame.Length,
            Ethertype.Ipv4 => Ethernet + Ip(frame[Ethernet..]),
            Ethertype.Ipv6 => Ethernet + Ipv6(frame[Ethernet..]),
            _ => Ethernet,
        };
    }

    private static int Ip(ReadOnlySpan<byte> packet)
    {
        var header = (packet[0] & 0xf) * 4;
        var content = packet[Math.Min(header, packet.Length)..];
        return header + packet[9] switch
        {
            1 when content is [3 or 4 or 5 or 11 or 12, ..] => IcmpError,
            1 => Icmp,
            6 => Tcp(content),
            17 => Udp,
            _ => 0,
        };
    }

    private static int Ipv6(ReadOnlySpan<byte> packet)
    {
        if (Ipv6Header.Content(packet) is not var (protocol, offset))
        {
            return Ipv6Header.Bytes;
        }

        var content = packet[offset..];
        return offset + protocol switch
        {
            // An error quotes headers. Neighbour discovery carries a target and addresses, but no payload, so all of it is kept.
            58 when content is [< 128, ..] => Icmp + Ipv6Header.Bytes + 8,
            58 when content is [>= 133 and <= 137, ..] => content.Length,
            58 => Icmp,
            6 => Tcp(content),
            17 => Udp,
            _ => 0,
        };
    }

    private static int Tcp(ReadOnlySpan<byte> content) => content.Length > 12 ? Math.Max(MinTcp, content[12] >> 4 << 2) : MinTcp;
}
