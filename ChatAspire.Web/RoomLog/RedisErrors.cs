using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Classifies errors of the Redis client.</summary>
internal static class RedisErrors
{
    private static readonly string[] Client = ["System.IO.Pipelines", "Pipelines.Sockets.Unofficial", "StackExchange.Redis"];

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
        || error is InvalidOperationException && IsThrownByClient(error);

    /// <summary>Reads the method that threw from the stack trace: a native program does not know an exception's Source.</summary>
    private static bool IsThrownByClient(Exception error) => error.StackTrace?.TrimStart().Split('\n')[0] is { } thrower
        && Client.Any(name => thrower.Contains($" {name}.", StringComparison.Ordinal));
}
