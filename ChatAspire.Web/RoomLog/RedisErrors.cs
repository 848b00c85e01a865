using ChatAspire.Web.Contracts;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Classifies errors of the Redis client.</summary>
internal static class RedisErrors
{
    private static readonly string[] Client = ["System.IO.Pipelines", "Pipelines.Sockets.Unofficial", "StackExchange.Redis"];

    /// <summary>
    /// Codes of refusals by Redis or by its client. A code is at the start of an error, or inside it when the error came from a script:
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

    /// <summary>True for any error of Redis or its client, including a timeout; see <see cref="RedisProblem"/> for the causes.</summary>
    /// <remarks>
    /// A client that drops a frozen connection cancels its pending commands (TaskCanceledException). A connection that closes during a
    /// read surfaces as the InvalidOperationException of the client's pipe: "Reading is not allowed after reader was completed".
    /// </remarks>
    public static bool IsUnavailable(Exception error) => error
        is RedisException
        or RedisCommandException
        or RedisUnavailableException
        or TimeoutException
        or TaskCanceledException
        or IOException
        || error is InvalidOperationException && IsThrownByClient(error);

    /// <summary>Reads the throwing method from the stack trace, because Exception.Source is not available under Native AOT.</summary>
    private static bool IsThrownByClient(Exception error) => error.StackTrace?.TrimStart().Split('\n')[0] is { } thrower
        && Client.Any(name => thrower.Contains($" {name}.", StringComparison.Ordinal));

    /// <summary>Returns the problem behind an error for which <see cref="IsUnavailable"/> is true.</summary>
    public static RedisProblem Classify(Exception? error) => error switch
    {
        RedisUnavailableException unavailable => unavailable.Problem,
        RedisException or RedisCommandException => ClassifyMessage(error.Message),
        _ => RedisProblem.Unreachable,
    };

    /// <summary>Returns the problem whose code the message contains; <see cref="RedisProblem.Unreachable"/> when there is none.</summary>
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
