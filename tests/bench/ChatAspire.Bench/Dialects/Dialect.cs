using System.Text;
using ChatAspire.Bench.Driver;

namespace ChatAspire.Bench.Dialects;

/// <summary>How a system is spoken to: join a room, post to it, stay alive. The bytes alone, no client library.</summary>
public abstract class Dialect
{
    /// <summary>The dialect of a system, by its name.</summary>
    public static Dialect Of(string system) => system switch
    {
        "chataspire" => new ChatAspireDialect(),
        "socketio" => new SocketIoDialect(),
        "signalr" => new SignalRDialect(),
        _ => throw new BadInputException($"unknown system '{system}': chataspire, socketio or signalr were expected"),
    };

    /// <summary>What a client has to say every ten seconds to be kept, if anything.</summary>
    public virtual byte[]? KeepAlive => null;

    /// <summary>Says the first words on a new connection.</summary>
    public abstract void Open(Connection connection);

    /// <summary>The connection speaks WebSocket from here on.</summary>
    public virtual void OnUpgraded(Connection connection)
    {
    }

    /// <summary>Handles a line; messages in it are counted elsewhere.</summary>
    public abstract void OnLine(Connection connection, ReadOnlySpan<byte> line);

    /// <summary>The bytes that post a message.</summary>
    public abstract byte[] Post(string room, string id, string text);

    protected static byte[] Upgrade(string path) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");

    /// <summary>A client's text frame: masked as RFC 6455 §5.3 demands, with the mask 0, which changes nothing.</summary>
    protected static byte[] Frame(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] length = payload.Length < 126
            ? [(byte)(0x80 | payload.Length)]
            : [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [0x81, .. length, 0, 0, 0, 0, .. payload];
    }
}
