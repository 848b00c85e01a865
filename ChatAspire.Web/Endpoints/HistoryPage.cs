using System.Text;
using System.Text.Json;
using ChatAspire.Web.RoomLog;

namespace ChatAspire.Web.Endpoints;

/// <summary>Writes a page of a room's history as JSON. Stored messages are copied, not parsed; only <c>seq</c> is put in front.</summary>
internal static class HistoryPage
{
    /// <summary>Writes <c>{"room":…,"epoch":…,"first":…,"last":…,"messages":[{"seq":…,…}]}</c>.</summary>
    public static async Task WriteAsync(Stream output, string room, LogPage page)
    {
        await using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("room"u8, room);
        json.WriteString("epoch"u8, page.Epoch);
        json.WriteNumber("first"u8, page.First);
        json.WriteNumber("last"u8, page.Last);
        json.WriteStartArray("messages"u8);
        for (var i = 0; i < page.Bodies.Length; i++)
        {
            json.WriteRawValue(WithSeq(page.From + i, page.Bodies[i]), skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static byte[] WithSeq(long seq, ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes($"{{\"seq\":{seq},"), .. body[1..]];
}
