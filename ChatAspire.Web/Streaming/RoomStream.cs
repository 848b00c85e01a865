using System.Threading.Channels;
using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Streaming;

/// <summary>One room on this node: follows the room's log, and serves those who read it here.</summary>
/// <remarks>
/// <code>
/// the log in Redis --notification, or reading on--> ring --rounds--> live subscribers
///                  \                          \------------> subscribers that fell a little behind
///                   \--pages-------------------------------> subscribers further back
/// </code>
/// One pump per room takes the left way and writes the rounds. A subscriber has a place in the log, and whatever befalls it,
/// joining, resuming, falling behind, a lost log, is one loop: what comes after my place?
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

        // The pump outlives the request that opened the room, and is no part of its trace.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(PumpAsync);
        }
    }

    /// <summary>The room's name.</summary>
    public string Room { get; }

    /// <summary>Stops following the log.</summary>
    public void Dispose() => _stop.Cancel();

    /// <summary>Has the stream compare itself with the log: a notification may have gone unheard.</summary>
    public void RequestCheck()
    {
        lock (_gate)
        {
            _isBehind = true;
        }

        Signal();
    }

    /// <summary>What is due once a second: a tick at a log that has not rung, a sign of life to the subscribers of a quiet room.</summary>
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

    /// <summary>Tells the subscribers that Redis went away or came back.</summary>
    public void SetRedisState(bool isUp)
    {
        lock (_gate)
        {
            _redisEvent = SseFormat.Named("redis", new RedisEvent(isUp ? "up" : "away"), ApiJson.Plain.RedisEvent);
            _isBehind |= isUp;
        }

        Signal();
    }

    /// <summary>Tells the subscribers who is here, when that changed.</summary>
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

    /// <summary>What to tell the other nodes of this node's subscribers now, if anything.</summary>
    /// <param name="interval">How often to tell of what has not changed.</param>
    public Presence.News? TakePresenceUpdate(TimeSpan interval)
    {
        lock (_gate)
        {
            var now = Environment.TickCount64;
            if (!_namesChanged && !_isPresenceNotified && now - _namesPublishedAt < interval.TotalMilliseconds)
            {
                return null;
            }

            var update = new Presence.News([.. _names.Keys.Order(StringComparer.Ordinal)], _namesChanged);
            _namesChanged = _isPresenceNotified = false;
            _namesPublishedAt = now;
            return update;
        }
    }

    /// <summary>Has <see cref="TakePresenceUpdate"/> tell again what it told last: it did not get through.</summary>
    public void RetryPresenceUpdate()
    {
        lock (_gate)
        {
            _namesChanged = true;
        }
    }

    private void Signal() => _signal.Writer.TryWrite(true);
}
