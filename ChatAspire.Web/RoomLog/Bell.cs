using System.Buffers.Text;

namespace ChatAspire.Web.RoomLog;

/// <summary>What rings on a room's channel. Losing one does no harm: the log is the truth, the bell only saves the wait.</summary>
/// <remarks>
/// <code>
/// m19c2f0e3a1b7f3c-105 {"traceparent":…}   message 105, with its stored body
/// t{"name":"Aki"}                           Aki types
/// h                                         someone came or went
/// </code>
/// </remarks>
internal static class Bell
{
    private const byte MessageKind = (byte)'m';
    private const byte TypingKind = (byte)'t';

    /// <summary>Rings that someone types.</summary>
    public static byte[] Typing(byte[] data) => [TypingKind, .. data];

    /// <summary>Takes a typing bell apart.</summary>
    public static bool IsTyping(ReadOnlySpan<byte> bell, out ReadOnlySpan<byte> data)
    {
        data = bell.IsEmpty ? bell : bell[1..];
        return bell is [TypingKind, ..];
    }

    /// <summary>Takes a message bell apart. The epoch stays bytes: it nearly always equals the one that is known.</summary>
    public static bool TryReadMessage(
        ReadOnlySpan<byte> bell, out ReadOnlySpan<byte> epoch, out long seq, out ReadOnlySpan<byte> body)
    {
        epoch = body = default;
        seq = 0;
        var dash = bell.IndexOf((byte)'-');
        if (bell is not [MessageKind, ..]
            || dash < 2
            || !Utf8Parser.TryParse(bell[(dash + 1)..], out seq, out var digits)
            || bell.Length < dash + 1 + digits + 2)
        {
            return false;
        }

        epoch = bell[1..dash];
        body = bell[(dash + 1 + digits + 1)..];
        return true;
    }
}
