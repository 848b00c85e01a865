namespace ChatAspire.Network.Walk.Decode;

/// <summary>An IPv4 or IPv6 packet, or an ARP message. Fields that its protocol does not have are 0 or empty.</summary>
/// <param name="Source">The source. For ARP, the sender's IP address; for a neighbour advertisement, the advertised address.</param>
/// <param name="Destination">
/// The destination. For ARP, the target's IP address; for a neighbour solicitation, the address to resolve.
/// </param>
/// <param name="Length">The length in bytes, including the IP header.</param>
/// <param name="Id">IPv4: the identification. IPv6: the flow label, which all packets of a connection in one direction share.</param>
/// <param name="TimeToLive">IPv4: the time to live. IPv6: the hop limit.</param>
/// <param name="DontFragment">IPv4: the flag. IPv6: always true, because routers never fragment.</param>
/// <param name="Sequence">TCP and ICMP echo: the sequence number.</param>
/// <param name="Acknowledged">TCP: the acknowledgement number. ICMP echo: the identifier.</param>
/// <param name="Kind">TCP: the control bits. ICMP and neighbour discovery: type × 256 + code. ARP: the operation.</param>
/// <param name="Payload">TCP and UDP: the data. ICMP: everything after its header.</param>
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
    /// <summary>
    /// True for a TCP segment without data whose checksum is wrong. A checksum that a device has yet to complete does not count as wrong.
    /// </summary>
    public bool HasWrongChecksum { get; init; }

    public const int EchoReply = 0;
    public const int EchoRequest = 8 << 8;
    public const int Unreachable = 3;
    public const int FragmentationNeeded = (Unreachable << 8) | 4;
    public const int ArpRequest = 1;
    public const int ArpReply = 2;

    // ICMPv6 (RFC 4443, RFC 4861): the type in the upper byte; for errors, the type alone.
    public const int Icmpv6EchoRequest = 128 << 8;
    public const int Icmpv6EchoReply = 129 << 8;
    public const int Icmpv6Unreachable = 1;
    public const int Icmpv6TooBig = 2;
    public const int NeighbourSolicitation = 135 << 8;
    public const int NeighbourAdvertisement = 136 << 8;

    public bool IsIpv6 => Source.IsIpv6;

    /// <summary>True for a message that resolves an address to a MAC: ARP, or neighbour discovery.</summary>
    public bool IsResolution => Protocol is Protocol.Arp or Protocol.Ndp;

    /// <summary>True for an ARP request or a neighbour solicitation.</summary>
    public bool IsResolutionRequest => (Protocol, Kind) is (Protocol.Arp, ArpRequest) or (Protocol.Ndp, NeighbourSolicitation);

    public bool IsEchoRequest => Protocol == Protocol.Icmp && Kind == (IsIpv6 ? Icmpv6EchoRequest : EchoRequest);

    /// <summary>True for an ICMP error which reports that a packet exceeds the MTU of the next link.</summary>
    public bool IsTooBig => Protocol == Protocol.Icmp && (IsIpv6 ? Kind >> 8 == Icmpv6TooBig : Kind == FragmentationNeeded);

    /// <summary>The TCP control bits; none for other protocols.</summary>
    public TcpFlags Flags => Protocol == Protocol.Tcp ? (TcpFlags)Kind : TcpFlags.None;

    /// <summary>
    /// TCP: the acknowledgement number that covers the whole packet; the packet's own sequence number if it carries nothing (RFC 9293,
    /// section 3.4).
    /// </summary>
    public uint Next => Sequence + (uint)Payload.Length + (Flags.HasFlag(TcpFlags.Syn) ? 1u : 0) + (Flags.HasFlag(TcpFlags.Fin) ? 1u : 0);

    /// <summary>Reports whether a TCP packet acknowledges everything before this sequence number. Sequence numbers wrap around.</summary>
    public bool Acknowledges(uint number) => Flags.HasFlag(TcpFlags.Ack) && (int)(Acknowledged - number) >= 0;

    /// <summary>
    /// The fields that no bridge, tunnel or NAT changes. Frames with the same fields show the same packet, or a retransmission of it.
    /// </summary>
    public PacketKey Key => new(Protocol, Id, Sequence, Protocol == Protocol.Icmp ? 0 : Acknowledged, Kind, Payload.Length,
        IsResolution ? $"{Source.Address} {Destination.Address}" : "");

    /// <summary>True for an ICMP error which reports that a packet could not be delivered, or exceeds the MTU of the next link.</summary>
    public bool IsUnreachable => Protocol == Protocol.Icmp
        && (IsIpv6 ? Kind >> 8 is Icmpv6Unreachable or Icmpv6TooBig : Kind >> 8 == Unreachable);

    /// <summary>The usual name of the packet's kind: "SYN", "PSH ACK", "ICMP echo request", "ARP request".</summary>
    public string Name => Protocol switch
    {
        Protocol.Tcp => TcpName(Flags),
        Protocol.Udp => "UDP",
        Protocol.Arp => ArpName(Kind),
        Protocol.Ndp => Kind == NeighbourSolicitation ? "neighbour solicitation" : "neighbour advertisement",
        _ => IsIpv6 ? Icmpv6Name(Kind) : IcmpName(Kind),
    };

    private static string TcpName(TcpFlags flags)
    {
        TcpFlags[] shown = [TcpFlags.Syn, TcpFlags.Fin, TcpFlags.Rst, TcpFlags.Psh, TcpFlags.Ack];
        return string.Join(' ', shown.Where(flag => flags.HasFlag(flag)).Select(flag => flag.ToString().ToUpperInvariant()));
    }

    private static string ArpName(int operation) => operation switch
    {
        ArpRequest => "ARP request",
        ArpReply => "ARP reply",
        _ => $"ARP operation {operation}",
    };

    private static string IcmpName(int kind) => kind switch
    {
        EchoRequest => "ICMP echo request",
        EchoReply => "ICMP echo reply",
        FragmentationNeeded => "ICMP fragmentation needed",
        _ when kind >> 8 == Unreachable => $"ICMP unreachable (code {kind & 0xff})",
        _ => $"ICMP type {kind >> 8}",
    };

    private static string Icmpv6Name(int kind) => kind switch
    {
        Icmpv6EchoRequest => "ICMPv6 echo request",
        Icmpv6EchoReply => "ICMPv6 echo reply",
        _ when kind >> 8 == Icmpv6Unreachable => $"ICMPv6 unreachable (code {kind & 0xff})",
        _ when kind >> 8 == Icmpv6TooBig => "ICMPv6 packet too big",
        _ => $"ICMPv6 type {kind >> 8}",
    };
}
