using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace ChatAspire.Web.RoomLog;

/// <summary>
/// The sockets of the Redis client. The client resolves the server's name only when it connects, so closing its sockets makes it
/// resolve the name again. It also accepts any server that claims to be the master, even one that the sentinels have replaced; this
/// class refuses or closes such connections.
/// </summary>
internal sealed class RedisSockets : Tunnel
{
    private readonly Lock _gate = new();
    private readonly List<(EndPoint Server, WeakReference<Socket> Socket)> _sockets = [];
    private SentinelView? _sentinels;

    /// <summary>Refuses connections to replicas of the service from now on, and closes connections to a master that is replaced.</summary>
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
    /// <exception cref="IOException">The sentinels list the server as a replica.</exception>
    public override async ValueTask<Stream?> BeforeAuthenticateAsync(
        EndPoint endpoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken)
    {
        if (_sentinels is { } sentinels && await sentinels.IsReplicaAsync(endpoint))
        {
            throw new IOException($"{endpoint} is not the master that the sentinels name.");
        }

        return null;
    }

    /// <summary>Closes all connections; the client then reconnects.</summary>
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
            // The socket is already disconnected.
        }
    }
}
