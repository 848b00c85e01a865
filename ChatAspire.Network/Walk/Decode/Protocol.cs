namespace ChatAspire.Network.Walk.Decode;

/// <summary>The protocols a walk follows.</summary>
internal enum Protocol
{
    Arp,
    Icmp,
    Tcp,
    Udp,
}
