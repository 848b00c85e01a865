using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Classifies errors of the Redis client.</summary>
internal static class RedisErrors
{
    /// <summary>Whether an error means that Redis cannot serve now: gone, frozen, loading, full or read-only.</summary>
    /// <remarks>
    /// The client cancels what was under way when it gives a frozen connection up, or hands on, as it is, what its pipe
    /// said when the connection was closed under it: "Reading is not allowed after reader was completed".
    /// </remarks>
    public static bool IsUnavailable(Exception error) => error
        is RedisException
        or TimeoutException
        or TaskCanceledException
        or IOException
        or InvalidOperationException { Source: "System.IO.Pipelines" or "Pipelines.Sockets.Unofficial" or "StackExchange.Redis" };
}
