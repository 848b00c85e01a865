using ChatAspire.Web.Telemetry;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Whether Redis answers. Asks twice a second, so that a frozen Redis is noticed as well as a stopped one.</summary>
internal sealed partial class RedisLink(IConnectionMultiplexer redis, ILogger<RedisLink> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private volatile bool _isUp = redis.IsConnected;

    /// <summary>Whether Redis answered when it was last asked.</summary>
    public bool IsUp => _isUp;

    /// <summary>Raised with the new state when Redis went away or came back.</summary>
    public event Action<bool>? Changed;

    /// <summary>Raised when a connection was made anew: what was rung meanwhile went unheard.</summary>
    public event Action? Reconnected;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += (_, _) => Reconnected?.Invoke();
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
        using var untraced = Untraced.Begin();
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(RedisTiming.CommandLimit);
            return true;
        }
        catch (Exception error) when (RedisTiming.IsAway(error))
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
