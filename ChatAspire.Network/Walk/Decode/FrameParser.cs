using System.Buffers.Binary;
using System.Net;

namespace ChatAspire.Network.Walk.Decode;

/// <summary>Parses Ethernet frames: ARP, IPv4 or IPv6 with ICMP, TCP or UDP, and VXLAN with any of these inside.</summary>
internal static class FrameParser
{
    private const int EthernetHeader = 14;
    private const int VxlanHeader = 8;
    private const int UdpHeader = 8;
    private const int MinIpHeader = 20;
    private const byte VniIsValid = 0x08; // RFC 7348, section 5: the I flag

    /// <summary>Parses every frame of a capture.</summary>
    /// <param name="file">A pcap file as written by <c>tcpdump -w</c>.</param>
    /// <param name="report">Receives a description of everything that was skipped, with the reason.</param>
    public static IReadOnlyList<Frame> ParseAll(ReadOnlyMemory<byte> file, int vxlanPort, Action<string> report)
    {
        var frames = new List<Frame>();
        var skipped = 0;
        foreach (var (time, bytes) in PcapFile.Read(file, report))
        {
            if (Parse(time, bytes, vxlanPort) is { } frame)
            {
                frames.Add(frame);
            }
            else
            {
                skipped++;
            }
        }

        if (skipped > 0)
        {
            report($"{skipped} {(skipped == 1 ? "frame" : "frames")}: cut short, malformed, or without ARP, ICMP, TCP or UDP");
        }

        return frames;
    }

    /// <summary>Parses one frame.</summary>
    /// <param name="vxlanPort">The UDP destination port that marks a VXLAN frame.</param>
    /// <returns>Null for a frame that is cut short, malformed, or carries another protocol.</returns>
    public static Frame? Parse(DateTime time, ReadOnlyMemory<byte> bytes, int vxlanPort)
    {
        if (Ethernet(bytes) is not ({ } macs, var packet))
        {
            return null;
        }

        if (packet is { Protocol: Protocol.Udp } outer && outer.Destination.Port == vxlanPort
            && outer.Payload.Length > VxlanHeader && outer.Payload.Span[0] == VniIsValid
            && Ethernet(outer.Payload[VxlanHeader..]) is ({ } innerMacs, { } inner))
        {
            var vni = BinaryPrimitives.ReadInt32BigEndian(outer.Payload.Span[4..]) >>> 8;
            return new Frame(time, innerMacs.Source, innerMacs.Destination, bytes.Length, inner,
                new Tunnel(outer.Source, outer.Destination, outer.Id, vni));
        }

        return packet is null ? null : new Frame(time, macs.Source, macs.Destination, bytes.Length, packet, null);
    }

    private static ((string Source, string Destination)? Macs, Packet? Packet) Ethernet(ReadOnlyMemory<byte> bytes)
    {
        var frame = bytes.Span;
        if (frame.Length < EthernetHeader)
        {
            return default;
        }

        var content = bytes[EthernetHeader..];
        return ((Mac(frame[6..12]), Mac(frame[..6])), BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) switch
        {
            Ethertype.Ipv4 => Ipv4(content),
            Ethertype.Ipv6 => Ipv6(content),
            Ethertype.Arp => Arp(content.Span),
            _ => null,
        });
    }

    // RFC 826: hardware type 1, protocol type 0x0800, lengths 6 and 4, operation, then the address pairs of sender and target.
    private static Packet? Arp(ReadOnlySpan<byte> arp) =>
        arp.Length < 28 || BinaryPrimitives.ReadUInt32BigEndian(arp) != 0x00010800
            || BinaryPrimitives.ReadUInt16BigEndian(arp[4..]) != 0x0604
            ? null
            : new Packet(Protocol.Arp, new Endpoint(new IPAddress(arp[14..18])), new Endpoint(new IPAddress(arp[24..28])), 28,
                Id: 0, TimeToLive: 0, DontFragment: false, 0, 0, BinaryPrimitives.ReadUInt16BigEndian(arp[6..]), default);

    private static Packet? Ipv4(ReadOnlyMemory<byte> bytes)
    {
        var ip = bytes.Span;
        if (ip.Length < MinIpHeader || ip[0] >> 4 != 4)
        {
            return null;
        }

        var header = (ip[0] & 0xf) * 4;
        int length = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        var fragment = BinaryPrimitives.ReadUInt16BigEndian(ip[6..]);
        if (header < MinIpHeader || length < header || ip.Length < length || (fragment & 0x1fff) != 0)
        {
            return null; // Cut short, or not the first fragment, which alone carries the ports.
        }

        var empty = new Packet(default, new Endpoint(new IPAddress(ip[12..16])), new Endpoint(new IPAddress(ip[16..20])), length,
            BinaryPrimitives.ReadUInt16BigEndian(ip[4..]), ip[8], (fragment & 0x4000) != 0, 0, 0, 0, default);
        // Bytes after the packet are Ethernet padding.
        var content = bytes[header..length];
        return ip[9] switch
        {
            1 => Icmp(empty, content),
            6 => Tcp(empty, content, ip[12..20]),
            17 => Udp(empty, content),
            _ => null,
        };
    }

    private static Packet? Ipv6(ReadOnlyMemory<byte> bytes)
    {
        var ip = bytes.Span;
        if (ip.Length < Ipv6Header.Bytes || ip[0] >> 4 != 6)
        {
            return null;
        }

        var length = Ipv6Header.Bytes + BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        if (ip.Length < length || Ipv6Header.Content(ip[..length]) is not var (protocol, header))
        {
            return null;
        }

        // IPv6 routers never fragment.
        var empty = new Packet(default, new Endpoint(new IPAddress(ip[8..24])), new Endpoint(new IPAddress(ip[24..40])), length,
            (int)(BinaryPrimitives.ReadUInt32BigEndian(ip) & 0xfffff), ip[7], DontFragment: true, 0, 0, 0, default);
        var content = bytes[header..length];
        return protocol switch
        {
            6 => Tcp(empty, content, ip[8..40]),
            17 => Udp(empty, content),
            58 => Icmpv6(empty, content),
            _ => null,
        };
    }

    // RFC 4861, sections 4.3 and 4.4: the target's address is at offset 8.
    private static Packet? Icmpv6(Packet packet, ReadOnlyMemory<byte> bytes)
    {
        var message = Icmp(packet, bytes);
        if (message is not { Kind: Packet.NeighbourSolicitation or Packet.NeighbourAdvertisement })
        {
            return message;
        }

        if (bytes.Length < 24)
        {
            return null;
        }

        var target = new Endpoint(new IPAddress(bytes.Span[8..24]));
        var found = message with { Protocol = Protocol.Ndp, Sequence = 0, Acknowledged = 0 };
        return message.Kind == Packet.NeighbourSolicitation ? found with { Destination = target } : found with { Source = target };
    }

    private static Packet? Icmp(Packet packet, ReadOnlyMemory<byte> bytes) => bytes.Length < 8 ? null : packet with
    {
        Protocol = Protocol.Icmp,
        Kind = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span),
        Acknowledged = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[4..]),
        Sequence = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[6..]),
        Payload = bytes[8..],
    };

    private static Packet? Udp(Packet packet, ReadOnlyMemory<byte> bytes) => bytes.Length < UdpHeader
        ? null
        : WithPorts(packet, bytes.Span) with
        {
            Protocol = Protocol.Udp,
            Payload = bytes[UdpHeader..],
        };

    /// <param name="addresses">The source and destination addresses, as in the IP header.</param>
    private static Packet? Tcp(Packet packet, ReadOnlyMemory<byte> bytes, ReadOnlySpan<byte> addresses)
    {
        var tcp = bytes.Span;
        if (tcp.Length < 20)
        {
            return null;
        }

        var header = (tcp[12] >> 4) * 4;
        return header < 20 || header > tcp.Length ? null : WithPorts(packet, tcp) with
        {
            Protocol = Protocol.Tcp,
            Sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]),
            Acknowledged = BinaryPrimitives.ReadUInt32BigEndian(tcp[8..]),
            Kind = tcp[13] & 0x1f,
            Payload = bytes[header..],
            HasWrongChecksum = header == tcp.Length && TcpChecksum.IsWrong(tcp, addresses),
        };
    }

    private static Packet WithPorts(Packet packet, ReadOnlySpan<byte> ports) => packet with
    {
        Source = packet.Source with { Port = BinaryPrimitives.ReadUInt16BigEndian(ports) },
        Destination = packet.Destination with { Port = BinaryPrimitives.ReadUInt16BigEndian(ports[2..]) },
    };

    private static string Mac(ReadOnlySpan<byte> mac) => $"{mac[0]:x2}:{mac[1]:x2}:{mac[2]:x2}:{mac[3]:x2}:{mac[4]:x2}:{mac[5]:x2}";
}
