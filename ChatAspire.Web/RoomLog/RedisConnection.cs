using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Settings of the Redis client, which determine how soon it detects an outage and the end of an outage.</summary>
internal static class RedisConnection
{
    /// <summary>The time limit of one command. It lets a POST return within 2 s, even if Redis hangs.</summary>
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromMilliseconds(1_500);

    /// <summary>
    /// The minimum number of pool threads if Redis has sentinels. During a failover the client blocks pool threads, because
    /// ConnectionMultiplexer.SwitchPrimary sends synchronous commands. With the default of one thread per processor, timeouts would fire
    /// late, because the pool takes half a second to add a thread.
    /// </summary>
    private const int ThreadsUnderSentinel = 16;

    /// <summary>Configures the client to fail at once instead of queueing, and to reconnect within seconds.</summary>
    public static void Configure(ConfigurationOptions options, RedisSockets sockets)
    {
        options.Tunnel = sockets;
        // Reads on pool threads. By default, ten threads of the client read, and wake a pool thread for every reply and notification.
        options.SocketManager = SocketManager.ThreadPool;
        if (options.ServiceName is { Length: > 0 })
        {
            sockets.FollowSentinels(options);
            ThreadPool.GetMinThreads(out _, out var ports);
            ThreadPool.SetMinThreads(ThreadsUnderSentinel, ports);
        }

        options.TieBreaker = options.ConfigurationChannel = ""; // unused here, and each would need another ACL right
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.AsyncTimeout = options.SyncTimeout = (int)CommandTimeout.TotalMilliseconds;
        // The client drops a connection after 6 s (four times the timeout) without a reply, and checks for that only at its heartbeats.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        options.KeepAlive = 1;
        options.ConnectTimeout = 1_000;
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry(250);
    }
}
