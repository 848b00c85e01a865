using System.Text;
using System.Text.Json;

namespace ChatAspire.Web.Contracts;

/// <summary>What a node reads of a stored message when it delivers it: the first two properties, so that the rest need not be parsed.</summary>
/// <param name="Traceparent">The trace that the message's POST belongs to.</param>
/// <param name="At">When the node that took the message in stamped it.</param>
internal readonly record struct StoredMessageHeader(string? Traceparent, DateTimeOffset At)
{
    /// <summary>Reads <c>{"traceparent":"00-…","at":"2026-11-24T00:10:00.123Z",…</c>; the default when a body is not of that form.</summary>
    public static StoredMessageHeader Read(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body, isFinalBlock: false, default);
        return json.Read() && json.Read() && json.ValueTextEquals("traceparent"u8) && json.Read()
            && json.GetString() is { } traceparent
            && json.Read() && json.ValueTextEquals("at"u8) && json.Read()
            && json.TryGetDateTimeOffset(out var at)
            ? new StoredMessageHeader(traceparent, at)
            : default;
    }

    /// <summary>The message as clients see it: its number, then what is stored.</summary>
    public static byte[] Numbered(long seq, ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes($"{{\"seq\":{seq},"), .. body[1..]];
}
