using System.Text;
using ChatAspire.Bench.Driver;

namespace ChatAspire.Bench.Dialects;

/// <summary>Engine.IO 4 and Socket.IO 5 over a WebSocket: packets are digits before JSON.</summary>
public sealed class SocketIoDialect : Dialect
{
    private static readonly byte[] Connect = Frame("40");
    private static readonly byte[] Pong = Frame("3");

    public override void Open(Connection connection) =>
        connection.Send(Upgrade("/socket.io/?EIO=4&transport=websocket"));

    public override void OnLine(Connection connection, ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("42"u8))
        {
            return; // an event: the message
        }

        if (line.StartsWith("0{"u8))
        {
            connection.Send(Connect);
        }
        else if (line.StartsWith("40"u8) && connection.Reads)
        {
            connection.Send(Frame($"420[\"join\",\"{connection.Room}\"]"));
        }
        else if (line.StartsWith("40"u8))
        {
            connection.Ready = true;
        }
        else if (line.StartsWith("43"u8) && connection.Reads)
        {
            connection.Ready = true;
        }
        else if (line.StartsWith("43"u8))
        {
            connection.Acknowledged++;
        }
        else if (line.SequenceEqual("2"u8))
        {
            connection.Send(Pong);
        }
        else if (!line.StartsWith("HTTP/1.1 101"u8) && !line.Contains((byte)':'))
        {
            connection.Complaint ??= Encoding.UTF8.GetString(line);
        }
    }

    public override byte[] Post(string room, string id, string text) =>
        Frame($"421[\"post\",\"{room}\",\"{id}\",\"bench\",\"{text}\"]");
}
