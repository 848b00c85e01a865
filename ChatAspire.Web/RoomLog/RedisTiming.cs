using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>How fast this node finds out that Redis is away, and that it is back.</summary>
internal static class RedisTiming
{
    /// <summary>The longest a command may take. A POST is answered within 2 s whatever Redis does.</summary>
    public static readonly TimeSpan CommandLimit = TimeSpan.FromMilliseconds(1_500);

    /// <summary>Sets the client up to fail at once rather than to queue, and to come back within seconds.</summary>
    public static void Apply(ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.AsyncTimeout = options.SyncTimeout = (int)CommandLimit.TotalMilliseconds;
        // A connection counts as dead after four timeouts' worth of silence; the heartbeat is what finds that out.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        options.KeepAlive = 1;
        options.ConnectTimeout = 1_000;
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry(250);
    }

    /// <summary>Whether an error means that Redis cannot serve now: gone, frozen, loading, full or read-only.</summary>
    /// <remarks>
    /// The client cancels what was under way when it gives a frozen connection up, or hands on, as it is, what its pipe
    /// said when the connection was closed under it: "Reading is not allowed after reader was completed".
    /// </remarks>
    public static bool IsAway(Exception error) => error
        is RedisException
        or TimeoutException
        or TaskCanceledException
        or IOException
        or InvalidOperationException { Source: "System.IO.Pipelines" or "Pipelines.Sockets.Unofficial" or "StackExchange.Redis" };
}
