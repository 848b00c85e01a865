using System.Buffers.Binary;

namespace ChatAspire.Network.Walk.Decode;

/// <summary>Reads captures written by <c>tcpdump -w</c> (pcap-savefile(5)).</summary>
internal static class PcapFile
{
    /// <summary>The number of bytes before the first record.</summary>
    public const int FileHeader = 24;

    /// <summary>The number of bytes before the frame in each record.</summary>
    public const int RecordHeader = 16;

    /// <summary>The maximum number of bytes in a record: libpcap's own limit, MAXIMUM_SNAPLEN.</summary>
    public const int MaxRecord = 262144;

    private const uint Microseconds = 0xa1b2c3d4;
    private const uint Nanoseconds = 0xa1b23c4d;

    /// <summary>
    /// Reads records up to the first incomplete one: if the capturing program was killed, its last record may be cut short.
    /// </summary>
    /// <param name="report">Receives a description of everything that was skipped, with the reason.</param>
    public static IEnumerable<(DateTime Time, ReadOnlyMemory<byte> Frame)> Read(ReadOnlyMemory<byte> file, Action<string> report)
    {
        if (file.Length < FileHeader)
        {
            report($"a capture of {file.Length} bytes has no header");
            yield break;
        }

        var little = BinaryPrimitives.ReadUInt32LittleEndian(file.Span) is Microseconds or Nanoseconds;
        var magic = Number(file.Span, little);
        if (magic is not (Microseconds or Nanoseconds))
        {
            report($"a capture begins with {magic:x8}: it is not a pcap file");
            yield break;
        }

        for (var at = FileHeader; at < file.Length;)
        {
            if (Record(file[at..], little, magic == Nanoseconds) is not { } record)
            {
                report($"{file.Length - at} bytes at the end of a capture: the last record is incomplete");
                yield break;
            }

            yield return record;
            at += RecordHeader + record.Frame.Length;
        }
    }

    private static (DateTime Time, ReadOnlyMemory<byte> Frame)? Record(ReadOnlyMemory<byte> rest, bool little, bool nanoseconds)
    {
        if (rest.Length < RecordHeader)
        {
            return null;
        }

        var seconds = Number(rest.Span, little);
        var fraction = Number(rest.Span[4..], little);
        var ticks = nanoseconds ? fraction / 100 : fraction * 10L;
        var length = Number(rest.Span[8..], little);
        return length > MaxRecord || RecordHeader + length > rest.Length
            ? null
            : (DateTime.UnixEpoch.AddSeconds(seconds).AddTicks(ticks), rest.Slice(RecordHeader, (int)length));
    }

    private static uint Number(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
