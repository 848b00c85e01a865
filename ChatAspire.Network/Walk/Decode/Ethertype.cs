namespace ChatAspire.Network.Walk.Decode;

/// <summary>The EtherType of each protocol inside Ethernet frames (IEEE 802 Numbers, IANA).</summary>
internal static class Ethertype
{
    public const int Ipv4 = 0x0800;
    public const int Arp = 0x0806;
    public const int Ipv6 = 0x86dd;
}
