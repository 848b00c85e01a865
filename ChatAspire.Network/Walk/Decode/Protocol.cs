namespace ChatAspire.Network.Walk.Decode;

/// <summary>The protocols that a walk follows.</summary>
internal enum Protocol
{
    Arp,

    /// <summary>Neighbour discovery, which replaces ARP in IPv6 (RFC 4861).</summary>
    Ndp,

    /// <summary>ICMP, and ICMPv6 between IPv6 addresses.</summary>
    Icmp,
    Tcp,
    Udp,
}
