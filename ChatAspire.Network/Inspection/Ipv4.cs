using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ChatAspire.Network.Inspection;

/// <summary>Parses IPv4 addresses and networks, and computes with networks.</summary>
public static class Ipv4
{
    /// <summary>Parses an address in dotted decimal notation only; <c>IPAddress</c> also accepts "172.18.1" and octal digits.</summary>
    public static bool TryParse(string text, out IPAddress address) =>
        IPAddress.TryParse(text, out address!) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;

    /// <summary>Parses a network in CIDR notation; fails unless all host bits are zero.</summary>
    public static bool TryParse(string text, out IPNetwork network) =>
        IPNetwork.TryParse(text, out network)
        && network.BaseAddress.AddressFamily == AddressFamily.InterNetwork
        && network.ToString() == text;

    /// <summary>Returns the network of this prefix length that contains the address.</summary>
    public static IPNetwork NetworkOf(IPAddress address, int prefixLength) =>
        new(FromNumber(Number(address) & (uint)(0xFFFF_FFFFUL << (32 - prefixLength))), prefixLength);

    /// <summary>Returns the address at this offset from the network's first address.</summary>
    public static IPAddress AddressAt(this IPNetwork network, uint offset) => FromNumber(Number(network.BaseAddress) + offset);

    /// <summary>Returns the last address of the network: the broadcast address.</summary>
    public static IPAddress Broadcast(this IPNetwork network) => network.AddressAt(Size(network) - 1);

    /// <summary>Counts the addresses of the network, including the network address and the broadcast address.</summary>
    public static uint Size(this IPNetwork network) => (uint)(1UL << (32 - network.PrefixLength));

    /// <summary>Reports whether two networks have an address in common.</summary>
    public static bool Overlaps(this IPNetwork one, IPNetwork other) =>
        one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    /// <summary>Returns a subnet whose prefix is <paramref name="extraBits"/> bits longer.</summary>
    /// <param name="index">The subnet's number among the subnets of this length, from 0.</param>
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
