using System.Net;
using System.Net.Sockets;
using ChatAspire.Bench.Dialects;

namespace ChatAspire.Bench.Driver;

/// <summary>One reader or writer: a raw socket to a node, in a system's dialect.</summary>
public sealed class Connection : IDisposable
{
    private readonly LineDecoder _decoder;

    /// <summary>Connects and sends the dialect's opening messages.</summary>
    /// <param name="dialect">The system's language.</param>
    /// <param name="port">The node's port on loopback.</param>
    /// <param name="room">The room to read from, or to post to.</param>
    /// <param name="reads">True for a reader, false for a writer.</param>
    /// <param name="onMessage">Called for every message that a reader receives.</param>
    public Connection(Dialect dialect, int port, string room, bool reads, Action<Connection, Stamp> onMessage)
    {
        Room = room;
        Reads = reads;
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(IPAddress.Loopback, port);
        Socket.Blocking = false;
        _decoder = new(
            line =>
            {
                dialect.OnLine(this, line);
                while (Reads && Stamp.TryTake(ref line, out var stamp))
                {
                    onMessage(this, stamp);
                }
            },
            () => dialect.OnUpgraded(this));
        dialect.Open(this);
    }

    public Socket Socket { get; }

    public string Room { get; }

    public bool Reads { get; }

    /// <summary>True once the room is joined; for a writer, once posts are accepted.</summary>
    public bool Ready { get; set; }

    /// <summary>True if the server or the network closed the connection.</summary>
    public bool Closed { get; private set; }

    /// <summary>Posts that the server confirmed.</summary>
    public int Acknowledged { get; set; }

    /// <summary>The first error that the server reported.</summary>
    public string? Complaint { get; set; }

    /// <summary>The message numbers already received, one bit each.</summary>
    public ulong[] Seen { get; set; } = [];

    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (!Closed && Socket.Send(bytes, SocketFlags.None, out var error) < bytes.Length)
        {
            // The server is so far behind that its receive buffer is full; the connection is useless for the measurement.
            Close($"sending: {error}");
        }
    }

    /// <summary>Reads the available bytes once.</summary>
    public void Receive(Span<byte> buffer)
    {
        var count = Socket.Receive(buffer, SocketFlags.None, out var error);
        if (count > 0)
        {
            _decoder.Feed(buffer[..count]);
        }
        else if (error is not SocketError.WouldBlock)
        {
            Close($"receiving: {error}");
        }
    }

    public void Dispose() => Socket.Dispose();

    private void Close(string why)
    {
        Closed = true;
        Complaint ??= why;
        Socket.Dispose();
    }
}
