using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ChatAspire.Web.Streaming;

/// <summary>Encodes Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html).</summary>
internal static class SseFormat
{
    private const int MaxDigits = 19; // of a non-negative 64-bit number

    /// <summary>A comment line, which keeps a quiet connection alive and which EventSource ignores.</summary>
    public static readonly byte[] Heartbeat = ":\n\n"u8.ToArray();

    /// <summary>
    /// Encodes a message by adding its id and number in front of the stored JSON, which is not parsed.
    /// <code>
    /// id: 19c2f0e3a1b7f3c-105
    /// data: {"seq":105,"traceparent":…}
    /// </code>
    /// </summary>
    /// <param name="body">A JSON object with at least one property.</param>
    public static byte[] Message(string epoch, long seq, ReadOnlySpan<byte> body)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(seq, digits, out var length);
        digits = digits[..length];

        var id = "id: "u8;
        var data = "\ndata: {\"seq\":"u8;
        var end = "\n\n"u8;
        var message = new byte[id.Length + epoch.Length + 1 + length + data.Length + length + body.Length + end.Length];

        var rest = Put(message, id);
        rest = rest[Encoding.ASCII.GetBytes(epoch, rest)..];
        rest = Put(rest, "-"u8);
        rest = Put(rest, digits);
        rest = Put(rest, data);
        rest = Put(rest, digits);
        rest = Put(rest, ","u8);
        rest = Put(rest, body[1..]);
        Put(rest, end);
        return message;
    }

    /// <summary>Encodes an event with a name and JSON data, without an id.</summary>
    public static byte[] Named(string name, ReadOnlySpan<byte> data) =>
        [.. "event: "u8, .. Encoding.ASCII.GetBytes(name), .. "\ndata: "u8, .. data, .. "\n\n"u8];

    /// <inheritdoc cref="Named(string, ReadOnlySpan{byte})" />
    public static byte[] Named<T>(string name, T data, JsonTypeInfo<T> type) =>
        Named(name, JsonSerializer.SerializeToUtf8Bytes(data, type));

    /// <summary>Copies bytes to the beginning of a span.</summary>
    /// <returns>The rest of the span.</returns>
    public static Span<byte> Put(Span<byte> target, scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target);
        return target[bytes.Length..];
    }
}
