using System.Net;
using System.Net.Sockets;

namespace ChatAspire.Network.Inspection;

/// <summary>Parses IPv4 and IPv6 addresses as a user types them.</summary>
internal static class AddressText
{
    extension(IPAddress address)
    {
        /// <summary>True for an IPv6 address.</summary>
        public bool IsIpv6 => address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    /// <summary>Parses an IPv4 address, or an IPv6 address with or without brackets. A zone (<c>%eth0</c>) is rejected.</summary>
    public static bool TryParse(string text, out IPAddress address) => Ipv4.TryParse(text, out address) || TryParseIpv6(text, out address);

    /// <summary>Parses a network in CIDR notation, or an address as a network of that address alone (/32 or /128).</summary>
    public static bool TryParseRange(string text, out IPNetwork range) =>
        IPNetwork.TryParse(text.Contains('/') ? text : $"{text}/{(text.Contains(':') ? 128 : 32)}", out range);

    private static bool TryParseIpv6(string text, out IPAddress address) =>
        // IPAddress.TryParse also accepts "[::1]:80". An unpaired "[" is replaced by "%", so that such a text is rejected below.
        IPAddress.TryParse(text is ['[', .. var inside, ']'] ? inside : text.Replace('[', '%'), out address!)
        && address.IsIpv6 && !text.Contains('%');
}
