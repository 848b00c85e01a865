using System.Text;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Telemetry;
using StackExchange.Redis;

namespace ChatAspire.Web.Streaming;

/// <content>Following the log: by notifications where they suffice, by reading pages where they do not.</content>
internal sealed partial class RoomStream
{
    private readonly EventRing _ring = new(StreamLimits.RingEvents, StreamLimits.RingBytes);
    private readonly TaskCompletionSource _firstCheck = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<ChannelMessageQueue>? _subscription;
    private string? _epoch;
    private bool _isBehind = true;
    private bool _isRolledBack;
    private long _syncedAt;
    private long _claimedAt;
    private long _checksStarted;
    private long _checksDone;

    private async Task PumpAsync()
    {
        try
        {
            while (await _signal.Reader.WaitToReadAsync(_stop.Token))
            {
                _signal.Reader.TryRead(out _);
                if (_isBehind)
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

        if (_subscription is { IsCompletedSuccessfully: true })
        {
            await _subscription.Result.UnsubscribeAsync(CommandFlags.FireAndForget);
        }
    }

    /// <summary>Compares the room with the log, and reads the messages that no notification delivered.</summary>
    private async Task CheckAsync()
    {
        using var untraced = UntracedScope.Begin();
        try
        {
            _subscription ??= SubscribeAsync();
            await _subscription.WaitAsync(RedisConnection.CommandTimeout);
            long check;
            do
            {
                check = Interlocked.Increment(ref _checksStarted);
                await FlushAllAsync();
            }
            while (!await ReadNextPageAsync());

            await FlushAllAsync();
            lock (_gate)
            {
                _checksDone = check;
                _waiting.Release(subscriber => subscriber.PendingCheck != 0);
            }
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            // The health monitor notifies the subscribers. Every tick, and the return of Redis, requests another check.
            _subscription = _subscription is { IsFaulted: true } ? null : _subscription;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A defect here must not leave a room without its pump; the next tick tries again.
            LogCheckFailed(_services.Logger, Room, error);
        }

        _firstCheck.TrySetResult();
    }

    private async Task<ChannelMessageQueue> SubscribeAsync()
    {
        var queue = await _services.Redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(RoomKeys.Of(Room).Channel));
        queue.OnMessage(OnNotification);
        return queue;
    }

    /// <summary>Reads the next page.</summary>
    /// <returns>True when the room has reached the end of the log.</returns>
    private async Task<bool> ReadNextPageAsync()
    {
        string? epoch;
        long last;
        lock (_gate)
        {
            _isBehind = false;
            (epoch, last) = (_epoch, _ring.Next - 1);
        }

        // One message of overlap: the log's message at our newest number must equal ours.
        var page = epoch is null ? await ReadAsync(0, 0) : await ReadAsync(last - 1, StreamLimits.PageMessages);
        if (epoch is not null && (page.Epoch is null || (page.Epoch == epoch && IsRolledBack(page, epoch, last))))
        {
            await RenewAsync(epoch);
            return false;
        }

        if (page.Epoch is not null)
        {
            _services.Positions.Record(Room, new LogPosition(page.Epoch, page.Last));
        }

        lock (_gate)
        {
            return ApplyPage(page);
        }
    }

    private bool ApplyPage(LogPage page)
    {
        _syncedAt = Environment.TickCount64;
        if (page.Epoch != _epoch)
        {
            // A room that was empty at the last check has just begun: its first messages are new, and are flushed.
            var isNew = _epoch is null && _checksDone > 0;
            ResetTo(page.Epoch, isNew ? page.First - 1 : page.Last);
        }
        else if (page.From > _ring.Next)
        {
            ResetTo(page.Epoch, page.From - 1); // trimmed before this node read it
        }

        for (var seq = Math.Max(_ring.Next, page.From); seq < page.From + page.Bodies.Length; seq++)
        {
            Append(seq, page.Bodies[seq - page.From]);
        }

        return _ring.Next > page.Last;
    }

    /// <summary>True when Redis restarted without its newest writes.</summary>
    private bool IsRolledBack(LogPage page, string epoch, long last)
    {
        lock (_gate)
        {
            if (_isRolledBack || page.Last < last)
            {
                return true;
            }

            return page.From == last
                && page.Bodies.Length > 0
                && _ring.First <= last
                && !_ring[last].AsSpan().SequenceEqual(SseFormat.Message(epoch, last, page.Bodies[0]));
        }
    }

    /// <summary>Starts a new epoch, because the log was lost in whole or in part and numbers must not be used twice.</summary>
    private async Task RenewAsync(string epoch)
    {
        _services.Registry.Invalidate();
        await _services.Registry.RegisterAsync(Room);
        await _services.Log.RenewAsync(Room, epoch).WaitAsync(RedisConnection.CommandTimeout);
    }

    /// <summary>Continues from another position; every subscriber finds its own way there.</summary>
    private void ResetTo(string? epoch, long lastSeq)
    {
        _epoch = epoch;
        _isRolledBack = false;
        _arrivals.Clear();
        _ring.Restart(lastSeq + 1);
        _flushedSeq = lastSeq;
        _live.Release();
        _waiting.Release();
    }

    private Task<LogPage> ReadAsync(long after, int limit) =>
        _services.Log.ReadAsync(Room, after, limit).WaitAsync(RedisConnection.CommandTimeout);

    private void OnNotification(ChannelMessage notification)
    {
        var bytes = (byte[])notification.Message!;
        lock (_gate)
        {
            if (RoomNotification.TryReadMessage(bytes, out var epoch, out var seq, out var body))
            {
                OnMessage(epoch, seq, body);
            }
            else if (RoomNotification.IsTyping(bytes, out var typing))
            {
                _transientEvents.Add(SseFormat.Named("typing", typing));
            }
            else
            {
                _isPresenceNotified = true;
            }
        }

        Signal();
    }

    private void OnMessage(ReadOnlySpan<byte> epoch, long seq, ReadOnlySpan<byte> body)
    {
        if (_epoch is null || !Ascii.Equals(epoch, _epoch) || seq > _ring.Next || _isRolledBack)
        {
            _isBehind = true;
        }
        else if (seq == _ring.Next)
        {
            _syncedAt = Environment.TickCount64;
            Append(seq, body);
        }
        else if (seq >= _ring.First && !_ring[seq].AsSpan().SequenceEqual(SseFormat.Message(_epoch, seq, body)))
        {
            // The number belonged to another message before: Redis restarted without its newest writes.
            _isRolledBack = _isBehind = true;
        }
    }

    private void Append(long seq, ReadOnlySpan<byte> body)
    {
        _ring.Add(SseFormat.Message(_epoch!, seq, body));
        if (_services.Telemetry.WatchesDeliveries)
        {
            _arrivals.Enqueue(Arrival.Of(seq, body));
        }
    }

    [LoggerMessage(LogLevel.Error, "Failed to compare room {Room} with its log.")]
    private static partial void LogCheckFailed(ILogger logger, string room, Exception error);
}
