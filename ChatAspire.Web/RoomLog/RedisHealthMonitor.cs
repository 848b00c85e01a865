using ChatAspire.Web.Telemetry;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Pings Redis twice a second, which detects a frozen server as well as a stopped one.</summary>
internal sealed partial class RedisHealthMonitor(IConnectionMultiplexer redis, ILogger<RedisHealthMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private volatile bool _isUp = redis.IsConnected;

    /// <summary>True when Redis answered the last ping.</summary>
    public bool IsUp => _isUp;

    /// <summary>Raised with the new state when Redis became unavailable or available.</summary>
    public event Action<bool>? Changed;

    /// <summary>Raised when a connection was restored; notifications published in between are lost.</summary>
    public event Action? ConnectionRestored;

    /// <summary>Fails at once while Redis is unavailable, instead of after a command's timeout.</summary>
    /// <exception cref="RedisConnectionException">Redis did not answer the last ping.</exception>
    public void ThrowIfUnavailable()
    {
        if (!_isUp)
        {
            throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "Redis did not answer the last ping.");
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += (_, _) => ConnectionRestored?.Invoke();
        using var timer = new PeriodicTimer(Interval);
        using var stop = stoppingToken.Register(timer.Dispose); // ends the loop without an exception
        do
        {
            Set(await PingAsync());
        }
        while (await timer.WaitForNextTickAsync(CancellationToken.None));
    }

    private async Task<bool> PingAsync()
    {
        using var untraced = UntracedScope.Begin();
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(RedisConnection.CommandTimeout);
            return true;
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            return false;
        }
    }

    private void Set(bool isUp)
    {
        if (isUp == _isUp)
        {
            return;
        }

        _isUp = isUp;
        LogChanged(isUp ? "available" : "unavailable");
        Changed?.Invoke(isUp);
    }

    [LoggerMessage(LogLevel.Warning, "Redis is {State}.")]
    private partial void LogChanged(string state);
}
