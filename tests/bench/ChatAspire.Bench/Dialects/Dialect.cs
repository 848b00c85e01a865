using System.Text;
using ChatAspire.Bench.Driver;

namespace ChatAspire.Bench.Dialects;

/// <summary>The protocol of a system: joins a room, posts, keeps the connection alive. Raw bytes, without a client library.</summary>
public abstract class Dialect
{
    /// <summary>Returns the dialect of a system by its name.</summary>
    public static Dialect Of(string system) => system switch
    {
        "chataspire" or "chataspire-jit" => new ChatAspireDialect(),
        "bun" => new BunDialect(),
        "socketio" => new SocketIoDialect(),
        "signalr" => new SignalRDialect(),
        _ => throw new BadInputException($"unknown system '{system}': chataspire, chataspire-jit, bun, socketio or signalr were expected"),
    };

    /// <summary>The keep-alive that a client must send every ten seconds, if any.</summary>
    public virtual byte[]? KeepAlive => null;

    /// <summary>Sends the opening messages on a new connection.</summary>
    public abstract void Open(Connection connection);

    /// <summary>Switches the connection to WebSocket.</summary>
    public virtual void OnUpgraded(Connection connection)
    {
    }

    /// <summary>Handles a line; messages in it are counted elsewhere.</summary>
    public abstract void OnLine(Connection connection, ReadOnlySpan<byte> line);

    /// <summary>Returns the bytes that post a message.</summary>
    public abstract byte[] Post(string room, string id, string text);

    protected static byte[] Upgrade(string path) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");

    /// <summary>Returns a client's text frame, masked as RFC 6455 §5.3 requires, with the mask 0, which changes nothing.</summary>
    protected static byte[] Frame(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] length = payload.Length < 126
            ? [(byte)(0x80 | payload.Length)]
            : [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [0x81, .. length, 0, 0, 0, 0, .. payload];
    }
}
