using System.Text;
using ChatAspire.Bench.Driver;

namespace ChatAspire.Bench.Dialects;

/// <summary>SignalR's JSON hub protocol over a WebSocket, without negotiation: records end with 0x1e.</summary>
public sealed class SignalRDialect : Dialect
{
    private static readonly byte[] Handshake = Frame("""{"protocol":"json","version":1}""" + "\u001e");

    public override byte[] KeepAlive { get; } = Frame("""{"type":6}""" + "\u001e");

    public override void Open(Connection connection) => connection.Send(Upgrade("/hub"));

    public override void OnUpgraded(Connection connection) => connection.Send(Handshake);

    public override void OnLine(Connection connection, ReadOnlySpan<byte> line)
    {
        for (var end = line.IndexOf((byte)0x1e); end >= 0; end = line.IndexOf((byte)0x1e))
        {
            OnRecord(connection, line[..end]);
            line = line[(end + 1)..];
        }
    }

    public override byte[] Post(string room, string id, string text) => Invoke("Post", room, id, "bench", text);

    private static void OnRecord(Connection connection, ReadOnlySpan<byte> record)
    {
        if (record.SequenceEqual("{}"u8) && connection.Reads)
        {
            connection.Send(Invoke("Join", connection.Room));
        }
        else if (record.SequenceEqual("{}"u8))
        {
            connection.Ready = true;
        }
        else if (record.StartsWith("{\"type\":3"u8) && record.IndexOf("\"error\""u8) >= 0)
        {
            connection.Complaint ??= Encoding.UTF8.GetString(record);
        }
        else if (record.StartsWith("{\"type\":3"u8) && connection.Reads)
        {
            connection.Ready = true;
        }
        else if (record.StartsWith("{\"type\":3"u8))
        {
            connection.Acknowledged++;
        }
    }

    private static byte[] Invoke(string target, params string[] arguments) => Frame(
        $$"""{"type":1,"invocationId":"1","target":"{{target}}","arguments":["{{string.Join("\",\"", arguments)}}"]}""" + "\u001e");
}
