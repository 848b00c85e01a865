using System.Buffers.Text;

namespace ChatAspire.Web.RoomLog;

/// <summary>
/// The payloads of a room's pub/sub channel. A lost notification only delays delivery, because nodes also compare themselves with the
/// log, which is the source of truth.
/// </summary>
/// <remarks>
/// <code>
/// m19c2f0e3a1b7f3c-105 {"traceparent":…}   message 105, with its stored body
/// t{"name":"Aki"}                           Aki is typing
/// h                                         the participants changed
/// </code>
/// </remarks>
internal static class RoomNotification
{
    private const byte MessageKind = (byte)'m';
    private const byte TypingKind = (byte)'t';

    /// <summary>Encodes a typing notification.</summary>
    /// <param name="data">The JSON data of the typing event that readers receive.</param>
    public static byte[] Typing(byte[] data) => [TypingKind, .. data];

    /// <summary>Decodes a typing notification; returns false for any other.</summary>
    public static bool IsTyping(ReadOnlySpan<byte> notification, out ReadOnlySpan<byte> data)
    {
        data = notification.IsEmpty ? notification : notification[1..];
        return notification is [TypingKind, ..];
    }

    /// <summary>
    /// Decodes a message notification; returns false for any other. The epoch is left as bytes: it nearly always equals the known one,
    /// so a comparison suffices.
    /// </summary>
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
