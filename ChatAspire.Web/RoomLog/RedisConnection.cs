using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>How fast this node finds out that Redis is away, and that it is back.</summary>
internal static class RedisConnection
{
    /// <summary>The longest a command may take. A POST is answered within 2 s whatever Redis does.</summary>
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromMilliseconds(1_500);

    /// <summary>Sets the client up to fail at once rather than to queue, and to come back within seconds.</summary>
    public static void Configure(ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.AsyncTimeout = options.SyncTimeout = (int)CommandTimeout.TotalMilliseconds;
        // A connection counts as dead after four timeouts' worth of silence; the heartbeat is what finds that out.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        options.KeepAlive = 1;
        options.ConnectTimeout = 1_000;
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry(250);
    }
}
