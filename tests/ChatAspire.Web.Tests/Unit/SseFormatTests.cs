using System.Text;
using System.Text.Json;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Streaming;

namespace ChatAspire.Web.Tests.Unit;

public sealed class SseFormatTests
{
    [Fact]
    public void A_message_is_its_stored_body_prefixed_with_its_number()
    {
        var bytes = SseFormat.Message("19c2f0e3a1b7f3c", 105, """{"traceparent":"00-1","text":"こんにちは"}"""u8);

        Assert.Equal(
            "id: 19c2f0e3a1b7f3c-105\ndata: {\"seq\":105,\"traceparent\":\"00-1\",\"text\":\"こんにちは\"}\n\n",
            Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void A_line_break_in_a_text_is_escaped()
    {
        var stored = new StoredMessage("00-1", "2026-11-24T00:10:00.123Z", "m1", "Aki", "one\n\nid: 9\r\ntwo", "chat-a");
        var body = JsonSerializer.SerializeToUtf8Bytes(stored, ApiJson.Plain.StoredMessage);

        var lines = Encoding.UTF8.GetString(SseFormat.Message("e", 1, body)).Split('\n');

        Assert.Equal(["id: e-1", lines[1], "", ""], lines);
    }

    [Fact]
    public void A_named_event_has_no_id() =>
        Assert.Equal(
            "event: typing\ndata: {\"name\":\"Aki\"}\n\n",
            Encoding.UTF8.GetString(SseFormat.Named("typing", """{"name":"Aki"}"""u8)));

    [Fact]
    public void The_header_of_a_stored_message_is_read_from_its_beginning()
    {
        var stored = new StoredMessage("00-abc-def-01", "2026-11-24T00:10:00.123Z", "m1", "Aki", "hi", "chat-a");
        var body = JsonSerializer.SerializeToUtf8Bytes(stored, ApiJson.Plain.StoredMessage);

        var header = StoredMessageHeader.Read(body);

        Assert.Equal("00-abc-def-01", header.Traceparent);
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 0, 10, 0, 123, TimeSpan.Zero), header.At);
        Assert.Equal(default, StoredMessageHeader.Read("""{"text":"foreign"}"""u8));
    }
}
