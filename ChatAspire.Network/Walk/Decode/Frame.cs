using System.Net;

namespace ChatAspire.Network.Walk.Decode;

/// <summary>A frame as one device showed it.</summary>
/// <param name="Time">UTC by the clock of the device's host, to 100 ns.</param>
/// <param name="SourceMac">Of the frame itself, or of the frame inside the tunnel.</param>
/// <param name="Bytes">Its length on the device, the Ethernet header included, a tunnel's too.</param>
/// <param name="Packet">What it carries; the inner packet of a VXLAN frame.</param>
/// <param name="Tunnel">The outer header of a VXLAN frame; null for any other.</param>
internal sealed record Frame(DateTime Time, string SourceMac, string DestinationMac, int Bytes, Packet Packet, Tunnel? Tunnel)
{
    /// <summary>The large packet that the device showed, and <see cref="Packet"/> is a segment of; null where it showed the packet as it is.</summary>
    public Packet? OffloadedPacket { get; init; }
}

/// <summary>The outer header of a VXLAN frame (RFC 7348, section 5).</summary>
/// <param name="Id">The outer packet's IPv4 identification.</param>
internal sealed record Tunnel(Endpoint Source, Endpoint Destination, int Id, int Vni)
{
    public override string ToString() => $"{Source.Address} → {Destination} VNI {Vni}";
}

/// <summary>An address, and a port where the protocol has ports.</summary>
internal sealed record Endpoint(IPAddress Address, int Port = 0)
{
    public override string ToString() => Port == 0 ? $"{Address}" : $"{Address}:{Port}";
}

/// <summary>What this program follows.</summary>
internal enum Protocol
{
    Arp,
    Icmp,
    Tcp,
    Udp,
}

/// <summary>TCP's control bits (RFC 9293, section 3.1).</summary>
[Flags]
internal enum TcpFlags
{
    None = 0,
    Fin = 1,
    Syn = 2,
    Rst = 4,
    Psh = 8,
    Ack = 16,
}

/// <summary>An IPv4 packet or an ARP message.</summary>
/// <param name="Source">ARP: the sender's protocol address.</param>
/// <param name="Destination">ARP: the target's.</param>
/// <param name="Length">Bytes, the IPv4 header included.</param>
/// <param name="Sequence">TCP: sequence number. ICMP echo: sequence number. ARP: 0.</param>
/// <param name="Acknowledged">TCP: acknowledgement number. ICMP echo: identifier.</param>
/// <param name="Kind">TCP: the control bits. ICMP: type and code. ARP: the operation.</param>
/// <param name="Payload">TCP and UDP: the data. ICMP: what follows its header.</param>
internal sealed record Packet(
    Protocol Protocol,
    Endpoint Source,
    Endpoint Destination,
    int Length,
    int Id,
    int TimeToLive,
    bool DontFragment,
    uint Sequence,
    uint Acknowledged,
    int Kind,
    ReadOnlyMemory<byte> Payload)
{
    public const int EchoReply = 0;
    public const int EchoRequest = 8 << 8;
    public const int Unreachable = 3;
    public const int FragmentationNeeded = (Unreachable << 8) | 4;
    public const int ArpRequest = 1;
    public const int ArpReply = 2;

    /// <summary>TCP's control bits; none for other protocols.</summary>
    public TcpFlags Flags => Protocol == Protocol.Tcp ? (TcpFlags)Kind : TcpFlags.None;

    /// <summary>TCP: the sequence number that acknowledges all of it; its own where it carries nothing (RFC 9293, section 3.4).</summary>
    public uint Next => Sequence + (uint)Payload.Length + (Flags.HasFlag(TcpFlags.Syn) ? 1u : 0) + (Flags.HasFlag(TcpFlags.Fin) ? 1u : 0);

    /// <summary>TCP: whether it says that all before this sequence number has come. They wrap around.</summary>
    public bool Acknowledges(uint number) => Flags.HasFlag(TcpFlags.Ack) && (int)(Acknowledged - number) >= 0;

    /// <summary>
    /// The fields that no bridge, tunnel or NAT changes: two frames with the same ones show the same packet, or a
    /// repetition of it.
    /// </summary>
    public PacketKey Key => new(Protocol, Id, Sequence, Protocol == Protocol.Icmp ? 0 : Acknowledged, Kind, Payload.Length,
        Protocol == Protocol.Arp ? $"{Source.Address} {Destination.Address}" : "");

    /// <summary>In the field's words: "SYN", "PSH ACK", "ICMP echo request", "ARP request".</summary>
    public string Name => Protocol switch
    {
        Protocol.Tcp => TcpName(Flags),
        Protocol.Udp => "UDP",
        Protocol.Arp => Kind == ArpRequest ? "ARP request" : Kind == ArpReply ? "ARP reply" : $"ARP operation {Kind}",
        _ => Kind switch
        {
            EchoRequest => "ICMP echo request",
            EchoReply => "ICMP echo reply",
            FragmentationNeeded => "ICMP fragmentation needed",
            _ when Kind >> 8 == Unreachable => $"ICMP unreachable (code {Kind & 0xff})",
            _ => $"ICMP type {Kind >> 8}",
        },
    };

    private static string TcpName(TcpFlags flags)
    {
        TcpFlags[] shown = [TcpFlags.Syn, TcpFlags.Fin, TcpFlags.Rst, TcpFlags.Psh, TcpFlags.Ack];
        return string.Join(' ', shown.Where(flag => flags.HasFlag(flag)).Select(flag => flag.ToString().ToUpperInvariant()));
    }
}

/// <summary>What identifies a packet from device to device.</summary>
/// <param name="Pair">The two addresses where they cannot be translated (ARP); else empty.</param>
internal sealed record PacketKey(Protocol Protocol, int Id, uint Sequence, uint Acknowledged, int Kind, int PayloadLength, string Pair);
