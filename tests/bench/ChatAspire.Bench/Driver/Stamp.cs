using System.Buffers.Text;
using System.Diagnostics;

namespace ChatAspire.Bench.Driver;

/// <summary>
/// The start of a message's text: the time it was sent and its number in its room, so that a reader gets both
/// without a parser: <c>~#0000012ab34cd56e0000002a</c>.
/// </summary>
public readonly record struct Stamp(long SentAt, int Number)
{
    private const int Length = 26;

    /// <summary>Creates a text of <paramref name="size"/> characters, sent now.</summary>
    public static string Text(int number, int size) => $"~#{Stopwatch.GetTimestamp():x16}{number:x8}".PadRight(size, '.');

    /// <summary>Reads the next stamp from a line, which may contain several messages.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> line, out Stamp stamp)
    {
        stamp = default;
        var start = line.IndexOf("~#"u8);
        if (start < 0 || line.Length < start + Length)
        {
            return false;
        }

        var parsed = Utf8Parser.TryParse(line.Slice(start + 2, 16), out long sentAt, out _, 'x')
            & Utf8Parser.TryParse(line.Slice(start + 18, 8), out int number, out _, 'x');
        stamp = new(sentAt, number);
        line = line[(start + Length)..];
        return parsed;
    }
}
