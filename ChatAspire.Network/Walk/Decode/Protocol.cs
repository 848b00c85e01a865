namespace ChatAspire.Network.Walk.Decode;

/// <summary>The protocols a walk follows.</summary>
internal enum Protocol
{
    Arp,

    /// <summary>Neighbour discovery, which IPv6 has in place of ARP (RFC 4861).</summary>
    Ndp,

    /// <summary>ICMP, and ICMPv6 between IPv6 addresses.</summary>
    Icmp,
    Tcp,
    Udp,
}
