using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ChatAspire.Network.Inspection;

/// <summary>IPv4 networks as numbers.</summary>
public static class Ipv4
{
    /// <summary>An address in its usual spelling only: <c>IPAddress</c> alone would take "172.18.1" or octal digits.</summary>
    public static bool TryParse(string text, out IPAddress address) =>
        IPAddress.TryParse(text, out address!) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;

    /// <summary>A network in CIDR notation without host bits.</summary>
    public static bool TryParse(string text, out IPNetwork network) =>
        IPNetwork.TryParse(text, out network) && network.BaseAddress.AddressFamily == AddressFamily.InterNetwork && network.ToString() == text;

    /// <summary>The network that an address with this prefix is in.</summary>
    public static IPNetwork NetworkOf(IPAddress address, int prefixLength) =>
        new(FromNumber(Number(address) & (uint)(0xFFFF_FFFFUL << (32 - prefixLength))), prefixLength);

    /// <summary>The address this many after the network's first.</summary>
    public static IPAddress AddressAt(this IPNetwork network, uint offset) => FromNumber(Number(network.BaseAddress) + offset);

    /// <summary>The last address, the broadcast address.</summary>
    public static IPAddress Broadcast(this IPNetwork network) => network.AddressAt(Size(network) - 1);

    /// <summary>How many addresses it spans, with the network's own and the broadcast address.</summary>
    public static uint Size(this IPNetwork network) => (uint)(1UL << (32 - network.PrefixLength));

    /// <summary>Whether the two have an address in common.</summary>
    public static bool Overlaps(this IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    /// <summary>The n-th of the equal parts that <paramref name="extraBits"/> more bits of prefix make.</summary>
    public static IPNetwork Subnet(this IPNetwork network, int extraBits, uint index) =>
        new(network.AddressAt(index << (32 - network.PrefixLength - extraBits)), network.PrefixLength + extraBits);

    private static uint Number(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static IPAddress FromNumber(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
