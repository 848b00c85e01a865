using System.Text.Json;

namespace ChatAspire.Web.Contracts;

/// <summary>The first two properties of a stored message, the only ones that a node parses at delivery.</summary>
/// <param name="Traceparent">The trace context of the message's POST.</param>
/// <param name="At">The time at which a node accepted the message.</param>
internal readonly record struct StoredMessageHeader(string? Traceparent, DateTimeOffset At)
{
    /// <summary>Reads <c>{"traceparent":"00-…","at":"2026-11-24T00:10:00.123Z",…</c>; returns the default for any other body.</summary>
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
}
