using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Drops;

/// <summary>
/// Parses the output of the program of <see cref="DropScript"/>, one drop per line: the namespace's inode, the reason's number, the
/// function, the device (may be empty), the EtherType in hexadecimal, and the first bytes of the headers.
/// </summary>
// attached
// 4026532178 12 nft_do_chain  800 \x45\x00\x00\x3c\x1d\x02\x40\x00\x40\x06…
// 4026532412 16 ip_rcv_finish_core eth0 800 \x45\x00\x00\x3c…
internal static partial class BpftraceOutput
{
    private const int EthernetHeader = 14;

    /// <summary>The offset of the total length in an IPv4 header, in bytes.</summary>
    private const int LengthOffset = 2;

    /// <summary>The offset of the payload length in an IPv6 header, in bytes.</summary>
    private const int Ipv6LengthOffset = 4;

    public static bool HasBegun(string text) => Attached().IsMatch(text);

    /// <summary>Indicates whether the program ended early because it had printed the maximum number of drops.</summary>
    public static bool IsCut(string text) => Full().IsMatch(text);

    /// <param name="reasons">The names of the kernel's drop reasons, by number.</param>
    /// <param name="vxlanPort">The UDP destination port that marks a VXLAN frame.</param>
    /// <param name="report">Receives every line that was skipped.</param>
    public static IReadOnlyList<PacketDrop> Parse(
        string text, IReadOnlyDictionary<int, string> reasons, int vxlanPort, Action<string> report)
    {
        var drops = new List<PacketDrop>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Line().Match(line) is { Success: true, Groups: var field })
            {
                var number = int.Parse(field["reason"].ValueSpan, CultureInfo.InvariantCulture);
                drops.Add(new PacketDrop(reasons.GetValueOrDefault(number, $"{number}"), Function(field["function"].Value))
                {
                    Namespace = long.Parse(field["space"].ValueSpan, CultureInfo.InvariantCulture),
                    Device = field["device"].Length == 0 ? null : field["device"].Value,
                    Packet = Parse(field["protocol"].Value, field["bytes"].Value, vxlanPort),
                });
            }
            else if (!Message().IsMatch(line))
            {
                report(line);
            }
        }

        return drops;
    }

    /// <summary>Returns the function's name; null if the kernel hides it, so that bpftrace prints an address instead.</summary>
    private static string? Function(string name) => name.StartsWith("0x", StringComparison.Ordinal) ? null : name;

    private static Packet? Parse(string protocol, string bytes, int vxlanPort)
    {
        var header = Convert.FromHexString(bytes.Replace("\\x", "", StringComparison.Ordinal));
        // Only headers are printed. Zeros replace the rest of the packet, so its checksum is meaningless.
        var length = protocol switch
        {
            "800" when header.Length > LengthOffset + 1 => BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(LengthOffset)),
            "86dd" when header.Length >= Ipv6Header.Bytes =>
                Ipv6Header.Bytes + BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(Ipv6LengthOffset)),
            _ => 0,
        };
        var frame = new byte[EthernetHeader + Math.Max(length, header.Length)];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(EthernetHeader - 2), ushort.Parse(
            protocol, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        header.CopyTo(frame, EthernetHeader);
        return FrameParser.Parse(default, frame, vxlanPort)?.Packet;
    }

    [GeneratedRegex(
        @"^(?<space>[0-9]{1,18}) (?<reason>[0-9]{1,9}) (?<function>\S+) (?<device>\S*) (?<protocol>[0-9a-f]{1,4}) "
        + @"(?<bytes>(\\x[0-9a-f]{2})*)$")]
    private static partial Regex Line();

    [GeneratedRegex("^(attached|full|Attaching [0-9]+ probes\\.\\.\\.|ERROR: .*RLIMIT_MEMLOCK.*)$")]
    private static partial Regex Message();

    [GeneratedRegex("^attached$", RegexOptions.Multiline)]
    private static partial Regex Attached();

    [GeneratedRegex("^full$", RegexOptions.Multiline)]
    private static partial Regex Full();
}
