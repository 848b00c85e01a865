using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Delays the first connection to Redis until a sentinel answers.</summary>
internal static partial class SentinelConnection
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Makes every registered connection repeat its first attempt until it succeeds. The client retries an unreachable server in the
    /// background, but throws if no sentinel answers (https://github.com/StackExchange/StackExchange.Redis/issues/2893).
    /// </summary>
    public static void WaitForSentinels(this IServiceCollection services)
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is { } connection && connection.ServiceType == typeof(IConnectionMultiplexer))
            {
                services[i] = new(
                    connection.ServiceType, connection.ServiceKey, (provider, key) => Connect(provider, () => connection.IsKeyedService
                        ? connection.KeyedImplementationFactory!(provider, key)
                        : connection.ImplementationFactory!(provider)), ServiceLifetime.Singleton);
            }
        }
    }

    /// <exception cref="OperationCanceledException">The node is stopping.</exception>
    private static object Connect(IServiceProvider services, Func<object> connect)
    {
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        string? last = null;
        while (true)
        {
            try
            {
                return connect();
            }
            catch (RedisConnectionException error)
            {
                if (error.Message != last)
                {
                    LogWaiting(services.GetRequiredService<ILogger<ConnectionMultiplexer>>(), last = error.Message);
                }
            }

            if (stopping.WaitHandle.WaitOne(Delay))
            {
                throw new OperationCanceledException(stopping);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Waiting for the sentinels of Redis; none has named a master yet. The client's error: {Error}")]
    private static partial void LogWaiting(ILogger logger, string error);
}
