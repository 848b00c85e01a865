using ChatAspire.Web.Contracts;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Telemetry;

namespace ChatAspire.Web.Streaming;

/// <summary>One room on this node. Assembles its parts, and runs the pump: the loop that checks the log and flushes.</summary>
/// <remarks>
/// Messages move in one direction:
/// <code>
/// the log in Redis --notifications, pages--> LogFollower --> Broadcaster --flushes--> Subscriber --> the client's connection
///                  \                                      \--the ring--> SubscriberSession --/
///                   \--pages--------------------------------------------/
/// </code>
/// </remarks>
internal sealed partial class RoomStream : IDisposable
{
    private readonly RoomStreamServices _services;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstCheck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SubscriberList _subscribers = new();
    private readonly RoomSignal _signal = new();
    private readonly LogChecks _checks;
    private readonly DeliveryRecorder _recorder;
    private readonly Broadcaster _broadcaster;
    private readonly LogFollower _follower;

    public RoomStream(string room, RoomStreamServices services)
    {
        Room = room;
        _services = services;
        _checks = new LogChecks(_signal);
        _recorder = new DeliveryRecorder(room, services.Telemetry);
        _broadcaster = new Broadcaster(_recorder, services.Load);
        _follower = new LogFollower(room, services, _checks, _broadcaster, Presence, _signal);
        _signal.Set();

        // The pump outlives the request that opened the room, so it must not belong to that request's trace.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(PumpAsync);
        }
    }

    /// <summary>The room's name.</summary>
    public string Room { get; }

    /// <summary>The names of the room's subscribers on this node.</summary>
    public RoomPresence Presence { get; } = new();

    /// <summary>True when the room has had no subscribers for a while and their departure was published.</summary>
    public bool IsIdle => _subscribers.IsIdle && Presence.IsPublished;

    /// <summary>Stops the pump, which then unsubscribes from the room's channel.</summary>
    public void Dispose() => _stop.Cancel();

    /// <summary>Adds a subscriber.</summary>
    public void Add(Subscriber subscriber)
    {
        _subscribers.Add(subscriber);
        _broadcaster.Add(subscriber);
        Presence.Add(subscriber.Name);
    }

    /// <summary>Removes a closed subscriber.</summary>
    public void Remove(Subscriber subscriber)
    {
        _subscribers.Remove(subscriber);
        _broadcaster.Remove(subscriber);
        Presence.Remove(subscriber.Name);
    }

    /// <summary>Serves a subscriber until its client disconnects.</summary>
    public async Task ServeAsync(Subscriber subscriber)
    {
        if (_services.RedisHealth.IsReadable)
        {
            // A room's first subscriber arrives before the log was read, but its hello event must contain the epoch and newest number.
            await _firstCheck.Task.WaitAsync(RedisConnection.CommandTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _broadcaster.WriteHello(subscriber, _services.Options.Value, _services.RedisHealth.Problem);
        await new SubscriberSession(subscriber, Room, _broadcaster, _checks, _services.Log, _recorder).RunAsync();
    }

    /// <summary>Requests a comparison with the log, because a notification may have been lost.</summary>
    public void RequestCheck() => _checks.Request();

    /// <summary>Performs the periodic work: requests a check when notifications are missing, and adds heartbeats to a quiet room.</summary>
    public void Tick()
    {
        if (_services.RedisHealth.IsReadable)
        {
            _follower.Tick();
        }

        if (_broadcaster.TryAddHeartbeat())
        {
            _signal.Set();
        }
    }

    /// <summary>Sends the state of Redis to the subscribers, and requests a check when Redis is available again.</summary>
    public void SetRedisState(RedisProblem problem)
    {
        _broadcaster.SetRedis(RedisEvent.Of(problem));
        if (problem == RedisProblem.None)
        {
            _checks.Request();
        }

        _signal.Set();
    }

    /// <summary>Sends the room's participants to the subscribers if they changed.</summary>
    public void SetParticipants(HereEvent here)
    {
        _broadcaster.SetHere(here);
        _signal.Set();
    }

    /// <inheritdoc cref="SubscriberList.CloseAll" />
    public void CloseSubscribers() => _subscribers.CloseAll();

    /// <inheritdoc cref="SubscriberList.DropStalled" />
    public int DropStalled(TimeSpan limit) => _subscribers.DropStalled(limit);

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                await _signal.WaitAsync(_stop.Token);
                if (_checks.IsDue)
                {
                    await CheckAsync();
                }

                await FlushAllAsync();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The room is closed on this node.
        }

        await _follower.UnsubscribeAsync();
    }

    private async Task CheckAsync()
    {
        using var untraced = UntracedScope.Begin();
        try
        {
            await _follower.EnsureSubscribedAsync();
            long check;
            LogPosition claim;
            do
            {
                check = _checks.Start(out claim);
                await FlushAllAsync();
            }
            while (await _follower.ReadNextPageAsync(claim) == LogFollower.Progress.More);

            await FlushAllAsync();
            _checks.Resolve(claim);
            _broadcaster.CompleteCheck(check);
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            // The health monitor notifies the subscribers; the next tick, or the return of Redis, requests another check.
            _services.RedisHealth.ReportRefusal(error);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A defect in the code above must not end the pump; the next tick requests another check.
            LogCheckFailed(_services.Logger, Room, error);
        }

        _firstCheck.TrySetResult();
    }

    /// <summary>Flushes until there is nothing left to write, with the coalescing delay after each flush.</summary>
    private async ValueTask FlushAllAsync()
    {
        while (_broadcaster.Flush(out var delay))
        {
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, _stop.Token);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Failed to compare room {Room} with its log.")]
    private static partial void LogCheckFailed(ILogger logger, string room, Exception error);
}
