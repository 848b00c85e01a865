using ChatAspire.Web.Contracts;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Classifies errors of the Redis client.</summary>
internal static class RedisErrors
{
    private static readonly string[] Client = ["System.IO.Pipelines", "Pipelines.Sockets.Unofficial", "StackExchange.Redis"];

    /// <summary>
    /// The codes with which Redis refuses, as they stand at the beginning of an error, or inside it when a script failed:
    /// <code>
    /// OOM command not allowed when used memory > 'maxmemory'. script: 2c7a…, on @user_script:41.
    /// </code>
    /// </summary>
    private static readonly (string Code, RedisProblem Problem)[] Codes =
    [
        ("OOM ", RedisProblem.Full),
        ("READONLY ", RedisProblem.ReadOnly),
        ("not eligible for replica", RedisProblem.ReadOnly), // the client's own refusals: "No connection (requires writable - …"
        ("issued to a replica", RedisProblem.ReadOnly),
        ("LOADING ", RedisProblem.Loading),
        ("NOPERM ", RedisProblem.NotPermitted),
        ("The user executing the script", RedisProblem.NotPermitted),
        ("WRONGPASS ", RedisProblem.WrongPassword),
        ("NOAUTH ", RedisProblem.WrongPassword),
        ("MISCONF ", RedisProblem.Disk),
        ("NOREPLICAS ", RedisProblem.Replicas),
        ("MASTERDOWN ", RedisProblem.ReadOnly),
        ("CLUSTERDOWN ", RedisProblem.Cluster),
    ];

    /// <summary>True for errors that mean that Redis cannot serve now: stopped, frozen, loading, full or read-only.</summary>
    /// <remarks>
    /// A client that gives up a frozen connection cancels its pending commands. When a connection closes during a read, the
    /// client passes on the error of its pipe: "Reading is not allowed after reader was completed".
    /// </remarks>
    public static bool IsUnavailable(Exception error) => error
        is RedisException
        or RedisCommandException
        or RedisUnavailableException
        or TimeoutException
        or TaskCanceledException
        or IOException
        || error is InvalidOperationException && IsThrownByClient(error);

    /// <summary>Reads the method that threw from the stack trace: a native program does not know an exception's Source.</summary>
    private static bool IsThrownByClient(Exception error) => error.StackTrace?.TrimStart().Split('\n')[0] is { } thrower
        && Client.Any(name => thrower.Contains($" {name}.", StringComparison.Ordinal));

    /// <summary>The reason for an error of which <see cref="IsUnavailable"/> is true.</summary>
    public static RedisProblem Classify(Exception? error) => error switch
    {
        RedisUnavailableException unavailable => unavailable.Problem,
        RedisException or RedisCommandException => ClassifyMessage(error.Message),
        _ => RedisProblem.Unreachable,
    };

    /// <summary>The reason in an error of Redis or of its client; <see cref="RedisProblem.Unreachable"/> when it names none.</summary>
    public static RedisProblem ClassifyMessage(string message)
    {
        foreach (var (code, problem) in Codes)
        {
            if (message.Contains(code, StringComparison.Ordinal))
            {
                return problem;
            }
        }

        return RedisProblem.Unreachable;
    }
}
