using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Classifies errors of the Redis client.</summary>
internal static class RedisErrors
{
    /// <summary>True for errors that mean that Redis cannot serve now: stopped, frozen, loading, full or read-only.</summary>
    /// <remarks>
    /// A client that gives up a frozen connection cancels its pending commands. When a connection closes during a read, the
    /// client passes on the error of its pipe: "Reading is not allowed after reader was completed".
    /// </remarks>
    public static bool IsUnavailable(Exception error) => error
        is RedisException
        or TimeoutException
        or TaskCanceledException
        or IOException
        or InvalidOperationException { Source: "System.IO.Pipelines" or "Pipelines.Sockets.Unofficial" or "StackExchange.Redis" };
}
