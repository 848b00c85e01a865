using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace ChatAspire.Web.RoomLog;

/// <summary>
/// The sockets of the Redis client. The client keeps a connection for as long as it works, and resolves the server's name only
/// when it connects; closing the sockets makes it do so. It also accepts any server that claims to be the master, even one that its
/// sentinels have replaced; such connections are refused or closed here.
/// </summary>
internal sealed class RedisSockets : Tunnel
{
    private readonly Lock _gate = new();
    private readonly List<(EndPoint Server, WeakReference<Socket> Socket)> _sockets = [];
    private SentinelView? _sentinels;

    /// <summary>Connects only to the master that the sentinels name, and leaves it when they name another.</summary>
    /// <param name="options">The addresses of the sentinels, and the name of the service.</param>
    public void FollowSentinels(ConfigurationOptions options)
    {
        lock (_gate)
        {
            _sentinels ??= new SentinelView(options, Close);
        }
    }

    /// <inheritdoc />
    public override ValueTask BeforeSocketConnectAsync(
        EndPoint endPoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _sockets.RemoveAll(known => !known.Socket.TryGetTarget(out var old) || old.SafeHandle.IsClosed);
            if (socket is not null)
            {
                _sockets.Add((endPoint, new WeakReference<Socket>(socket)));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    /// <exception cref="IOException">The server is not the master that the sentinels name.</exception>
    public override async ValueTask<Stream?> BeforeAuthenticateAsync(
        EndPoint endpoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken)
    {
        if (_sentinels is { } sentinels && await sentinels.IsReplicaAsync(endpoint))
        {
            throw new IOException($"{endpoint} is not the master that the sentinels name.");
        }

        return null;
    }

    /// <summary>Closes all connections; the client connects anew.</summary>
    public void CloseAll() => Close(_ => true);

    private void Close(Func<EndPoint, bool> isConcerned)
    {
        lock (_gate)
        {
            foreach (var (server, reference) in _sockets)
            {
                if (isConcerned(server) && reference.TryGetTarget(out var socket))
                {
                    Close(socket);
                }
            }
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
