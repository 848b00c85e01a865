namespace ChatAspire.Network.Walk.Decode;

/// <summary>The IPv6 header and the extension headers behind it (RFC 8200, section 4).</summary>
internal static class Ipv6Header
{
    /// <summary>The length of the header in bytes, without extension headers.</summary>
    public const int Bytes = 40;

    private const int NextHeader = 6;
    private const byte HopByHop = 0;
    private const byte Routing = 43;
    private const byte Fragment = 44;
    private const byte DestinationOptions = 60;

    /// <summary>Finds the protocol that a packet carries, and the offset of that protocol's header.</summary>
    /// <returns>
    /// Null for a packet that is cut short, or for a fragment other than the first, because only the first contains the ports.
    /// </returns>
    public static (byte Protocol, int Offset)? Content(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < Bytes)
        {
            return null;
        }

        var (protocol, offset) = (packet[NextHeader], Bytes);
        while (protocol is HopByHop or Routing or Fragment or DestinationOptions)
        {
            if (packet.Length < offset + 8 || (protocol == Fragment && (packet[offset + 2] << 8 | packet[offset + 3] & 0xf8) != 0))
            {
                return null;
            }

            var length = protocol == Fragment ? 8 : (packet[offset + 1] + 1) * 8;
            (protocol, offset) = (packet[offset], offset + length);
        }

        return offset <= packet.Length ? (protocol, offset) : null;
    }
}
