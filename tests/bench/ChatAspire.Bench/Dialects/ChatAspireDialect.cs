using System.Text;
using ChatAspire.Bench.Driver;

namespace ChatAspire.Bench.Dialects;

/// <summary>Our dialect: Server-Sent Events to read, POST on a persistent connection to write.</summary>
public sealed class ChatAspireDialect : Dialect
{
    public override void Open(Connection connection)
    {
        if (connection.Reads)
        {
            connection.Send(Encoding.ASCII.GetBytes(
                $"GET /api/rooms/{connection.Room}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"));
        }
        else
        {
            connection.Ready = true;
        }
    }

    public override void OnLine(Connection connection, ReadOnlySpan<byte> line)
    {
        if (connection.Reads)
        {
            connection.Ready |= line.StartsWith("event: hello"u8);
            return;
        }

        // A body ends without a line break, so the next response's status may follow on the same line.
        var status = line.IndexOf("HTTP/1.1 "u8);
        if (status >= 0)
        {
            if (line[(status + 9)..].StartsWith("201"u8))
            {
                connection.Acknowledged++;
            }
            else
            {
                connection.Complaint ??= Encoding.UTF8.GetString(line[status..]);
            }
        }
    }

    public override byte[] Post(string room, string id, string text)
    {
        var body = $$"""{"id":"{{id}}","author":"bench","text":"{{text}}"}""";
        return Encoding.UTF8.GetBytes(
            $"POST /api/rooms/{room}/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" +
            $"Content-Length: {body.Length}\r\n\r\n{body}");
    }
}
