using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Settings of the Redis client: how soon an outage and its end are noticed.</summary>
internal static class RedisConnection
{
    /// <summary>The time limit of one command. It keeps the answer to a POST within 2 s, whatever Redis does.</summary>
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromMilliseconds(1_500);

    /// <summary>
    /// While it follows a switch of the sentinels, the client blocks threads of the pool (ConnectionMultiplexer.SwitchPrimary asks them
    /// with synchronous commands). With no more threads than processors, time limits would end late: a new thread takes half a second.
    /// </summary>
    private const int ThreadsUnderSentinel = 16;

    /// <summary>Configures the client to fail at once instead of queueing, and to reconnect within seconds.</summary>
    public static void Configure(ConfigurationOptions options, RedisSockets sockets)
    {
        options.Tunnel = sockets;
        // By default the client has ten threads of its own; handing every reply and notification over to the pool's costs wake-ups.
        options.SocketManager = SocketManager.ThreadPool;
        if (options.ServiceName is { Length: > 0 })
        {
            sockets.FollowSentinels(options);
            ThreadPool.GetMinThreads(out _, out var ports);
            ThreadPool.SetMinThreads(ThreadsUnderSentinel, ports);
        }

        options.TieBreaker = options.ConfigurationChannel = ""; // of no use here, and a key and a channel more to permit
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.AsyncTimeout = options.SyncTimeout = (int)CommandTimeout.TotalMilliseconds;
        // The client gives a connection up after four timeouts of silence; its heartbeat is the moment at which it checks.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        options.KeepAlive = 1;
        options.ConnectTimeout = 1_000;
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry(250);
    }
}
