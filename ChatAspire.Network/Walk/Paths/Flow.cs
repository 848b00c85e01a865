using System.Globalization;
using System.Net;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>
/// The fields that identify the packets of a conversation. Formats them as a tcpdump filter and as nftables matches, and both also for the
/// inner packets of a tunnel.
/// </summary>
/// <param name="Client">Null matches any client.</param>
/// <param name="ClientPort">Null matches any port.</param>
/// <param name="ServerPort">Null matches any port, and is used for a protocol without ports.</param>
internal sealed record Flow(Protocol Protocol, IPAddress? Client, int? ClientPort, IPAddress Server, int? ServerPort)
{
    // Offsets of the inner packet's fields in bytes from the outer UDP header: UDP 8, VXLAN 8, Ethernet 14, then IPv4 or ARP.
    private const int InnerEthertype = 28;
    private const int InnerId = 34;
    private const int InnerProtocol = 39;
    private const int InnerSource = 42;
    private const int InnerDestination = 46;
    private const int InnerSourcePort = 50;
    private const int InnerDestinationPort = 52;
    private const int InnerArpSender = 44;
    private const int InnerArpTarget = 54;

    /// <summary>The length in bytes of the IPv4 header that an ICMP error quotes.</summary>
    private const int QuotedHeader = 20;

    public bool IsIpv6 => Server.IsIpv6;

    /// <summary>The flow of a walk's repeated request. It uses the next client port, because the first may still be occupied.</summary>
    public Flow Repeated => this with { ClientPort = ClientPort + 1 };

    private string Family => IsIpv6 ? "ip6" : "ip";

    private string Name => Protocol.ToString().ToLowerInvariant();

    private int Number => Protocol switch
    {
        Protocol.Icmp => IsIpv6 ? 58 : 1,
        Protocol.Tcp => 6,
        Protocol.Udp => 17,
        _ => 0,
    };

    /// <summary>
    /// Indicates whether the packet belongs to the flow in either direction. ARP and neighbour discovery messages between its ends, and
    /// ICMP errors about its packets, belong to it too.
    /// </summary>
    public bool Owns(Packet packet) => packet.Protocol switch
    {
        Protocol.Arp or Protocol.Ndp => Client is not null
            && (Is(packet.Source, Client) && Is(packet.Destination, Server) || Is(packet.Source, Server) && Is(packet.Destination, Client)),
        // An ICMP error comes from a router's own address, or in the name of an endpoint, so its source is not compared.
        Protocol.Icmp when packet.IsUnreachable =>
            (Client is null || Is(packet.Destination, Client) || Is(packet.Destination, Server)) && IsQuotedIn(packet.Payload.Span),
        _ => packet.Protocol == Protocol && (Matches(packet.Source, packet.Destination) || Matches(packet.Destination, packet.Source)),
    };

    /// <summary>Indicates whether the packet goes from the client to the server.</summary>
    public bool IsForward(Packet packet) => packet.Protocol == Protocol && Protocol != Protocol.Icmp
        ? Matches(packet.Source, packet.Destination)
        : Is(packet.Destination, Server) || Client is not null && Is(packet.Source, Client);

    /// <summary>
    /// Indicates whether an ICMP error quotes a packet of the flow (RFC 792, 4443). Returns true for an error that quotes too little to
    /// tell.
    /// </summary>
    private bool IsQuotedIn(ReadOnlySpan<byte> quoted)
    {
        if (quoted.Length < (IsIpv6 ? Ipv6Header.Bytes : QuotedHeader))
        {
            return true;
        }

        var (protocol, from, to) = IsIpv6
            ? (quoted[6], new IPAddress(quoted[8..24]), new IPAddress(quoted[24..40]))
            : (quoted[9], new IPAddress(quoted[12..16]), new IPAddress(quoted[16..20]));
        return protocol == Number && (AreEnds(from, to) || AreEnds(to, from));
    }

    private bool AreEnds(IPAddress client, IPAddress server) => server.Equals(Server) && (Client is null || client.Equals(Client));

    private bool Matches(Endpoint from, Endpoint to) =>
        (Client is null || Is(from, Client)) && (ClientPort is null || from.Port == ClientPort)
        && Is(to, Server) && (ServerPort is null || to.Port == ServerPort);

    private static bool Is(Endpoint end, IPAddress address) => end.Address.Equals(address);

    /// <summary>Formats the filter for a device that carries the packets without encapsulation (pcap-filter(7)).</summary>
    public string ToPcap()
    {
        string[] ends = [$"host {Server}", .. Client is null ? Array.Empty<string>() : [$"host {Client}"]];
        string[] ports = [.. new[] { ServerPort, ClientPort }.OfType<int>().Select(port => $"port {port}")];
        var arp = Client is null ? $"arp host {Server}" : $"arp host {Client} or arp host {Server}";
        var packets = string.Join(" and ", [IsIpv6 ? $"ip6 proto {Number}" : Name, .. ends, .. ports]);
        if (IsIpv6)
        {
            // Neighbour discovery is ICMPv6 too: types 135 and 136. Errors have types below 128.
            var anyEnd = string.Join(" or ", ends);
            return $"({packets}) or (icmp6 and (ip6[40] < 5 or ip6[40] = 135 or ip6[40] = 136) and ({anyEnd}))";
        }

        return $"({packets}) or {arp} or (icmp[icmptype] = icmp-unreach and host {Client ?? Server})";
    }

    /// <summary>
    /// Formats the filter for the underlay, where the packets are inside the tunnel; empty if <see cref="Client"/> is null. The filter
    /// misses packets whose inner IPv4 header has options.
    /// </summary>
    public string ToInnerPcap(int vxlanPort)
    {
        if (Client is null)
        {
            return "";
        }

        var (client, server) = (Hex(Client), Hex(Server));
        var (forward, back) = (OneWay(client, server, ClientPort, ServerPort), OneWay(server, client, ServerPort, ClientPort));
        return $"(udp dst port {vxlanPort} and (({forward}) or ({back})))";

        string OneWay(string from, string to, int? fromPort, int? toPort)
        {
            var source = fromPort is { } sourcePort ? $" and udp[{InnerSourcePort}:2] = {sourcePort}" : "";
            var destination = toPort is { } destinationPort ? $" and udp[{InnerDestinationPort}:2] = {destinationPort}" : "";
            var addresses = $"udp[{InnerSource}:4] = {from} and udp[{InnerDestination}:4] = {to}";
            return string.Join(" or ",
                $"(udp[{InnerEthertype}:2] = 0x0800 and udp[{InnerProtocol}] = {Number} and {addresses}{source}{destination})",
                $"(udp[{InnerEthertype}:2] = 0x0800 and udp[{InnerProtocol}] = 1 and {addresses})",
                $"(udp[{InnerEthertype}:2] = 0x0806 and udp[{InnerArpSender}:4] = {from} and udp[{InnerArpTarget}:4] = {to})");
        }
    }

    /// <summary>Formats nftables matches for the flow's packets in both directions (nft(8)).</summary>
    public IEnumerable<TraceRule> ToNft()
    {
        // IPv6 has no identification, and a connection has one flow label for all its packets. A TCP sequence number serves instead.
        var id = !IsIpv6 ? "ip id" : Protocol == Protocol.Tcp ? "tcp sequence" : null;
        yield return new(Match(Client, Server, ClientPort, ServerPort), id) { IsIpv6 = IsIpv6 };
        yield return new(Match(Server, Client, ServerPort, ClientPort), id) { IsIpv6 = IsIpv6 };
    }

    /// <summary>
    /// Formats the nftables matches for the inner packets of a tunnel, including ARP, as raw payload: <c>@th,BIT,BITS</c>. Empty if
    /// <see cref="Client"/> is null.
    /// </summary>
    public IEnumerable<TraceRule> ToInnerNft(int vxlanPort)
    {
        if (Client is null)
        {
            yield break;
        }

        (IPAddress, IPAddress, int?, int?)[] directions =
        [
            (Client, Server, ClientPort, ServerPort),
            (Server, Client, ServerPort, ClientPort),
        ];
        foreach (var (from, to, fromPort, toPort) in directions)
        {
            var source = fromPort is { } sourcePort ? $" @th,{InnerSourcePort * 8},16 {sourcePort}" : "";
            var destination = toPort is { } destinationPort ? $" @th,{InnerDestinationPort * 8},16 {destinationPort}" : "";
            yield return new(
                $"udp dport {vxlanPort} @th,{InnerProtocol * 8},8 {Number} "
                    + $"@th,{InnerSource * 8},32 {Hex(from)} @th,{InnerDestination * 8},32 {Hex(to)}{source}{destination}",
                $"@th,{InnerId * 8},16");
            yield return new(
                $"udp dport {vxlanPort} @th,{InnerEthertype * 8},16 0x0806 "
                    + $"@th,{InnerArpSender * 8},32 {Hex(from)} @th,{InnerArpTarget * 8},32 {Hex(to)}",
                null);
        }
    }

    private string Match(IPAddress? from, IPAddress? to, int? fromPort, int? toPort) => string.Join(' ', new[]
    {
        IsIpv6 ? $"meta l4proto {(Protocol == Protocol.Icmp ? "ipv6-icmp" : Name)}" : $"ip protocol {Name}",
        from is null ? null : $"{Family} saddr {from}",
        to is null ? null : $"{Family} daddr {to}",
        fromPort is null ? null : $"{Name} sport {fromPort}",
        toPort is null ? null : $"{Name} dport {toPort}",
    }.OfType<string>());

    private static string Hex(IPAddress address) =>
        string.Create(CultureInfo.InvariantCulture, $"0x{Convert.ToHexStringLower(address.GetAddressBytes())}");
}
