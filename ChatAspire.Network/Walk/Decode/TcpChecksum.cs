using System.Buffers.Binary;

namespace ChatAspire.Network.Walk.Decode;

/// <summary>The checksum of a TCP segment (RFC 9293, section 3.1).</summary>
internal static class TcpChecksum
{
    private const int Field = 16;
    private const int TcpProtocol = 6;
    private const uint Right = 0xffff;

    /// <summary>
    /// Reports whether the checksum is wrong. An unfinished checksum is not wrong: with checksum offload, a kernel leaves the sum of the
    /// pseudo-header in the field for the device to complete (Linux: networking/checksum-offloads), and a capture before that device shows
    /// this sum.
    /// </summary>
    /// <param name="segment">The complete segment: header and data.</param>
    /// <param name="addresses">The source and destination addresses, as in the IP header.</param>
    public static bool IsWrong(ReadOnlySpan<byte> segment, ReadOnlySpan<byte> addresses)
    {
        var pseudoHeader = Sum(addresses) + TcpProtocol + (uint)segment.Length;
        return Fold(pseudoHeader + Sum(segment)) != Right
            && BinaryPrimitives.ReadUInt16BigEndian(segment[Field..]) != Fold(pseudoHeader);
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = bytes.Length % 2 == 1 ? (uint)bytes[^1] << 8 : 0;
        for (var i = 0; i + 1 < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        return sum;
    }

    private static uint Fold(uint sum)
    {
        while (sum > Right)
        {
            sum = (sum & Right) + (sum >> 16);
        }

        return sum;
    }
}
