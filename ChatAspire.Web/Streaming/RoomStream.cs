using System.Threading.Channels;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.RoomLog;

namespace ChatAspire.Web.Streaming;

/// <summary>One room on this node: follows the room's log and serves its subscribers.</summary>
/// <remarks>
/// <code>
/// the log in Redis --notifications, pages--> ring --flushes--> live subscribers
///                  \                             \---------> subscribers slightly behind
///                   \--pages-----------------------------> subscribers further behind
/// </code>
/// One pump per room fills the ring and writes the flushes. A subscriber has a position in the log. Joining, resuming, falling
/// behind and a lost log are all handled by one loop, which sends the messages that follow this position.
/// </remarks>
internal sealed partial class RoomStream : IDisposable
{
    private readonly RoomStreamServices _services;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private bool _namesChanged;
    private bool _isPresenceNotified;
    private long _namesPublishedAt = Environment.TickCount64;

    public RoomStream(string room, RoomStreamServices services)
    {
        Room = room;
        _services = services;
        Signal();

        // The pump outlives the request that opened the room, so it must not belong to that request's trace.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(PumpAsync);
        }
    }

    /// <summary>The room's name.</summary>
    public string Room { get; }

    /// <summary>Stops following the log.</summary>
    public void Dispose() => _stop.Cancel();

    /// <summary>Requests a comparison with the log, because a notification may have been lost.</summary>
    public void RequestCheck()
    {
        lock (_gate)
        {
            _isBehind = true;
        }

        Signal();
    }

    /// <summary>Performs the work due once a second: a check of a log without notifications, a heartbeat to a quiet room.</summary>
    public void Tick()
    {
        var now = Environment.TickCount64;
        lock (_gate)
        {
            _isBehind |= now - _syncedAt >= StreamLimits.CheckInterval.TotalMilliseconds && _services.RedisHealth.IsUp;
            if (now - _flushedAt >= StreamLimits.HeartbeatInterval.TotalMilliseconds)
            {
                _transientEvents.Add(SseFormat.Heartbeat);
            }
        }

        Signal();
    }

    /// <summary>Sends the state of Redis to the subscribers.</summary>
    public void SetRedisState(bool isUp)
    {
        lock (_gate)
        {
            _redisEvent = SseFormat.Named("redis", new RedisEvent(isUp ? "up" : "away"), ApiJson.Plain.RedisEvent);
            _isBehind |= isUp;
        }

        Signal();
    }

    /// <summary>Sends the room's participants to the subscribers if they changed.</summary>
    public void SetParticipants(HereEvent here)
    {
        var bytes = SseFormat.Named("here", here, ApiJson.Plain.HereEvent);
        lock (_gate)
        {
            if (!_hereEvent.AsSpan().SequenceEqual(bytes))
            {
                _hereEvent = bytes;
            }
        }

        Signal();
    }

    /// <summary>Takes the update of this node's participants that is due; null when none is due.</summary>
    /// <param name="interval">The interval at which unchanged participants are published again.</param>
    public PresenceUpdate? TakePresenceUpdate(TimeSpan interval)
    {
        lock (_gate)
        {
            var now = Environment.TickCount64;
            if (!_namesChanged && !_isPresenceNotified && now - _namesPublishedAt < interval.TotalMilliseconds)
            {
                return null;
            }

            var update = new PresenceUpdate([.. _names.Keys.Order(StringComparer.Ordinal)], _namesChanged);
            _namesChanged = _isPresenceNotified = false;
            _namesPublishedAt = now;
            return update;
        }
    }

    /// <summary>Makes the last update due again, because publishing it failed.</summary>
    public void RetryPresenceUpdate()
    {
        lock (_gate)
        {
            _namesChanged = true;
        }
    }

    private void Signal() => _signal.Writer.TryWrite(true);
}
