using ChatAspire.Web.Contracts;
using ChatAspire.Web.Telemetry;
using StackExchange.Redis;

namespace ChatAspire.Web.RoomLog;

/// <summary>Probes Redis twice a second, to detect a server that stopped, hangs, or refuses writes.</summary>
internal sealed partial class RedisHealthMonitor(
    IConnectionMultiplexer redis, RedisSockets sockets, RedisDiagnosis diagnosis, ILogger<RedisHealthMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Minimum time between two reconnections that look for the new master behind the server's name. A failover takes about as long.
    /// </summary>
    private static readonly TimeSpan ReconnectInterval = TimeSpan.FromSeconds(3);

    private volatile RedisProblem _problem = redis.IsConnected ? RedisProblem.None : RedisProblem.Unreachable;
    private volatile string? _deniedCommand;
    private volatile string? _deniedChannels;
    private long _reconnectedAt;

    /// <summary>The result of the last probe.</summary>
    public RedisProblem Problem => _problem;

    /// <summary>True when messages can be read.</summary>
    public bool IsReadable => _problem.AllowsReading();

    /// <summary>The error with which Redis denied the chat's user a command; null if none since the last stored message.</summary>
    public string? DeniedCommand => _deniedCommand;

    /// <summary>The error with which Redis denied the chat's user the rooms' channels; null when the last use succeeded.</summary>
    public string? DeniedChannels => _deniedChannels;

    /// <summary>Raised with the new value whenever <see cref="Problem"/> changes.</summary>
    public event Action<RedisProblem>? Changed;

    /// <summary>Raised when a lost connection is restored; notifications published during the outage are lost.</summary>
    public event Action? ConnectionRestored;

    /// <summary>Lets a caller fail at once while Redis is unavailable, instead of after a command's timeout.</summary>
    /// <exception cref="RedisUnavailableException">The last probe found a problem other than a missing right.</exception>
    public void ThrowIfUnavailable()
    {
        // A missing right does not stop the caller: it may be granted at any time, and the caller's command may not need it.
        if (_problem is not (RedisProblem.None or RedisProblem.NotPermitted))
        {
            throw new RedisUnavailableException(_problem);
        }
    }

    /// <summary>Records that Redis denied the chat's user a command. Ignores other errors, which the probes detect.</summary>
    public void ReportRefusal(Exception error)
    {
        if (RedisErrors.Classify(error) != RedisProblem.NotPermitted)
        {
            return;
        }

        if (_deniedCommand is null)
        {
            LogDenied(RedisProblem.NotPermitted.Describe(), error.Message);
        }

        _deniedCommand = error.Message;
    }

    /// <summary>Clears <see cref="DeniedCommand"/>, because a stored message shows that the user has all rights it needs.</summary>
    public void ReportStored() => _deniedCommand = null;

    /// <summary>Records the result of subscribing or publishing to a room's channel.</summary>
    /// <param name="error">The message of the error; null after success.</param>
    public void ReportChannels(string? error)
    {
        if (error is not null && _deniedChannels is null)
        {
            LogDenied("The chat's user may not use the channels chat:*; messages arrive by polling, and typing is not shown.", error);
        }

        _deniedChannels = error;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += (_, _) => ConnectionRestored?.Invoke();
        using var timer = new PeriodicTimer(Interval);
        using var stop = stoppingToken.Register(timer.Dispose); // ends the loop without an exception
        do
        {
            var problem = await ProbeAsync();
            if (problem == RedisProblem.ReadOnly)
            {
                FindMaster();
            }

            Set(problem == RedisProblem.Unreachable && IsReconnecting ? RedisProblem.ReadOnly : problem);
        }
        while (await timer.WaitForNextTickAsync(CancellationToken.None));
    }

    private bool IsReconnecting =>
        _problem == RedisProblem.ReadOnly && Environment.TickCount64 - _reconnectedAt < ReconnectInterval.TotalMilliseconds;

    private void FindMaster()
    {
        if (!IsReconnecting)
        {
            _reconnectedAt = Environment.TickCount64;
            LogFindMaster();
            sockets.CloseAll();
        }
    }

    private async Task<RedisProblem> ProbeAsync()
    {
        using var untraced = UntracedScope.Begin();
        try
        {
            var database = redis.GetDatabase();
            // SETRANGE with an empty value changes nothing, but Redis refuses it whenever it would refuse to store a message.
            // A cluster gets PING instead, because a key would test only the server that holds it.
            var probe = IsCluster() ? database.PingAsync() : (Task)database.StringSetRangeAsync(RoomKeys.Probe, 0, RedisValue.EmptyString);
            await probe.WaitAsync(RedisConnection.CommandTimeout);
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            var problem = RedisErrors.Classify(error);
            if (problem != RedisProblem.NotPermitted) // a right to the probe's key implies no right to the rooms' keys
            {
                return problem == RedisProblem.Unreachable && !redis.IsConnected ? await diagnosis.DiagnoseAsync() : problem;
            }
        }

        return _deniedCommand is null ? RedisProblem.None : RedisProblem.NotPermitted;
    }

    private bool IsCluster() => redis.GetServers().Any(server => server.IsConnected && server.ServerType == ServerType.Cluster);

    private void Set(RedisProblem problem)
    {
        if (problem == _problem)
        {
            return;
        }

        _problem = problem;
        LogChanged(problem.Describe());
        Changed?.Invoke(problem);
    }

    [LoggerMessage(LogLevel.Warning, "{State}")]
    private partial void LogChanged(string state);

    [LoggerMessage(LogLevel.Warning, "{Consequence} Redis: {Error}")]
    private partial void LogDenied(string consequence, string error);

    [LoggerMessage(LogLevel.Warning, "Connecting to Redis again, because the server is read-only: its name may lead to a master now.")]
    private partial void LogFindMaster();
}
