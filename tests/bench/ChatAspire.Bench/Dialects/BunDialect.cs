using System.Text;
using ChatAspire.Bench.Driver;

namespace ChatAspire.Bench.Dialects;

/// <summary>The Bun peer: JSON arrays over a WebSocket, answered by one word.</summary>
public sealed class BunDialect : Dialect
{
    public override void Open(Connection connection) => connection.Send(Upgrade("/"));

    public override void OnUpgraded(Connection connection)
    {
        if (connection.Reads)
        {
            connection.Send(Frame($"[\"join\",\"{connection.Room}\"]"));
        }
        else
        {
            connection.Ready = true;
        }
    }

    public override void OnLine(Connection connection, ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("joined"u8))
        {
            connection.Ready = true;
        }
        else if (line.SequenceEqual("posted"u8))
        {
            connection.Acknowledged++;
        }
        else if (!line.StartsWith("HTTP/1.1 101"u8) && !line.Contains((byte)':')) // the head of the upgrade, and messages
        {
            connection.Complaint ??= Encoding.UTF8.GetString(line);
        }
    }

    public override byte[] Post(string room, string id, string text) => Frame($"[\"post\",\"{room}\",\"{id}\",\"bench\",\"{text}\"]");
}
