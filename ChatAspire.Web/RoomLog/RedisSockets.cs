using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace ChatAspire.Web.RoomLog;

/// <summary>
/// The sockets of the Redis client. The client keeps a connection for as long as it works, and resolves the server's name only
/// when it connects; closing the sockets makes it do so.
/// </summary>
internal sealed class RedisSockets : Tunnel
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<Socket>> _sockets = [];

    /// <inheritdoc />
    public override ValueTask BeforeSocketConnectAsync(
        EndPoint endPoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _sockets.RemoveAll(reference => !reference.TryGetTarget(out var old) || old.SafeHandle.IsClosed);
            if (socket is not null)
            {
                _sockets.Add(new WeakReference<Socket>(socket));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Closes all connections; the client connects anew.</summary>
    public void CloseAll()
    {
        lock (_gate)
        {
            foreach (var reference in _sockets)
            {
                if (reference.TryGetTarget(out var socket))
                {
                    Close(socket);
                }
            }

            _sockets.Clear();
        }
    }

    private static void Close(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is not connected any more.
        }
    }
}
