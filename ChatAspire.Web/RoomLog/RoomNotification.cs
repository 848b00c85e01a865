using System.Buffers.Text;

namespace ChatAspire.Web.RoomLog;

/// <summary>What rings on a room's channel. Losing one does no harm: the log is the truth, the notification only saves the wait.</summary>
/// <remarks>
/// <code>
/// m19c2f0e3a1b7f3c-105 {"traceparent":…}   message 105, with its stored body
/// t{"name":"Aki"}                           Aki types
/// h                                         someone came or went
/// </code>
/// </remarks>
internal static class RoomNotification
{
    private const byte MessageKind = (byte)'m';
    private const byte TypingKind = (byte)'t';

    /// <summary>Rings that someone types.</summary>
    public static byte[] Typing(byte[] data) => [TypingKind, .. data];

    /// <summary>Takes a typing notification apart.</summary>
    public static bool IsTyping(ReadOnlySpan<byte> notification, out ReadOnlySpan<byte> data)
    {
        data = notification.IsEmpty ? notification : notification[1..];
        return notification is [TypingKind, ..];
    }

    /// <summary>Takes a message notification apart. The epoch stays bytes: it nearly always equals the one that is known.</summary>
    public static bool TryReadMessage(
        ReadOnlySpan<byte> notification, out ReadOnlySpan<byte> epoch, out long seq, out ReadOnlySpan<byte> body)
    {
        epoch = body = default;
        seq = 0;
        var dash = notification.IndexOf((byte)'-');
        if (notification is not [MessageKind, ..]
            || dash < 2
            || !Utf8Parser.TryParse(notification[(dash + 1)..], out seq, out var digits)
            || notification.Length < dash + 1 + digits + 2)
        {
            return false;
        }

        epoch = notification[1..dash];
        body = notification[(dash + 1 + digits + 1)..];
        return true;
    }
}
