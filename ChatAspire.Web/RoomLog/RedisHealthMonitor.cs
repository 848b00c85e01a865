using ChatAspire.Web.Telemetry;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Whether Redis answers. Asks twice a second, so that a frozen Redis is noticed as well as a stopped one.</summary>
internal sealed partial class RedisHealthMonitor(IConnectionMultiplexer redis, ILogger<RedisHealthMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private volatile bool _isUp = redis.IsConnected;

    /// <summary>Whether Redis answered when it was last asked.</summary>
    public bool IsUp => _isUp;

    /// <summary>Raised with the new state when Redis went away or came back.</summary>
    public event Action<bool>? Changed;

    /// <summary>Raised when a connection was made anew: what was rung meanwhile went unheard.</summary>
    public event Action? ConnectionRestored;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += (_, _) => ConnectionRestored?.Invoke();
        using var timer = new PeriodicTimer(Interval);
        using var stop = stoppingToken.Register(timer.Dispose); // ends the loop, as no error
        do
        {
            Set(await AnswersAsync());
        }
        while (await timer.WaitForNextTickAsync(CancellationToken.None));
    }

    private async Task<bool> AnswersAsync()
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
        LogChanged(isUp ? "up" : "away");
        Changed?.Invoke(isUp);
    }

    [LoggerMessage(LogLevel.Warning, "Redis is {State}.")]
    private partial void LogChanged(string state);
}
