using System.Text;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.RoomLog;
using StackExchange.Redis;

namespace ChatAspire.Web.Streaming;

/// <summary>Follows a room's log by its notifications, and reads pages from Redis when notifications are missing or not in order.</summary>
internal sealed class LogFollower(
    string room, RoomStreamServices services, LogChecks checks, Broadcaster broadcaster, RoomPresence presence, RoomSignal signal)
{
    private readonly Lock _gate = new();
    private Task<ChannelMessageQueue>? _subscription;
    private long _subscribedAt;
    private string? _epoch;
    private long _next = 1;
    private bool _isRolledBack;
    private bool _isSynchronized;
    private long _synchronizedAt;

    /// <summary>The result of reading one page.</summary>
    public enum Progress
    {
        /// <summary>Another page must be read: the log continues, or its epoch has changed.</summary>
        More,

        /// <summary>The room has reached the end of the log.</summary>
        Done,
    }

    private bool IsSubscribed => _subscription is { IsCompletedSuccessfully: true };

    /// <summary>Requests a check if no message or page arrived for a while; sooner while this node is not subscribed.</summary>
    public void Tick()
    {
        var interval = IsSubscribed ? StreamLimits.CheckInterval : StreamLimits.PollInterval;
        lock (_gate)
        {
            if (Environment.TickCount64 - _synchronizedAt < interval.TotalMilliseconds)
            {
                return;
            }
        }

        checks.Request();
    }

    /// <summary>Subscribes to the room's notifications. A failure only delays messages, because checks read pages anyway.</summary>
    public async Task EnsureSubscribedAsync()
    {
        var now = Environment.TickCount64;
        if (_subscription is null && (_subscribedAt == 0 || now - _subscribedAt >= StreamLimits.SubscribeInterval.TotalMilliseconds))
        {
            _subscribedAt = now;
            _subscription = SubscribeAsync();
        }

        if (IsSubscribed || _subscription is null)
        {
            return;
        }

        try
        {
            await _subscription.WaitAsync(RedisConnection.CommandTimeout);
            services.RedisHealth.ReportChannels(null);
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            if (RedisErrors.Classify(error) == RedisProblem.NotPermitted)
            {
                services.RedisHealth.ReportChannels(error.Message);
            }

            _subscription = null;
        }
    }

    /// <summary>Ends the subscription.</summary>
    public Task UnsubscribeAsync() =>
        IsSubscribed ? _subscription!.Result.UnsubscribeAsync(CommandFlags.FireAndForget) : Task.CompletedTask;

    /// <summary>Compares the room with the log, and reads the next messages that no notification delivered.</summary>
    /// <param name="claim">The highest position that a subscriber ahead of the log claims to have; the default when there is none.</param>
    /// <exception cref="Exception">Redis is unavailable; see <see cref="RedisErrors.IsUnavailable"/>.</exception>
    public async Task<Progress> ReadNextPageAsync(LogPosition claim)
    {
        string? epoch;
        long last;
        lock (_gate)
        {
            (epoch, last) = (_epoch, _next - 1);
        }

        // The page begins with the newest message that the room has; if the log lacks or contradicts it, the log was rolled back.
        var page = epoch is null ? await ReadAsync(0, 0) : await ReadAsync(last - 1, StreamLimits.PageMessages);
        if (epoch is not null && (page.Epoch is null || (page.Epoch == epoch && IsRolledBack(page, last))))
        {
            await RenewAsync(epoch, onlyAfterRestart: false);
            return Progress.More;
        }

        if (page.Epoch is not null)
        {
            services.Positions.Record(room, new LogPosition(page.Epoch, page.Last));
            if (claim.Epoch == page.Epoch && claim.Seq > page.Last && await RenewAsync(page.Epoch, onlyAfterRestart: true) != page.Epoch)
            {
                return Progress.More;
            }
        }

        lock (_gate)
        {
            return Apply(page);
        }
    }

    private Progress Apply(LogPage page)
    {
        _synchronizedAt = Environment.TickCount64;
        if (page.Epoch != _epoch)
        {
            // A log that began after a check found none is new, and is flushed from its first message. Any other is followed from its end.
            var isNew = _epoch is null && _isSynchronized;
            Restart(page.Epoch, isNew ? page.First - 1 : page.Last);
        }
        else if (page.From > _next)
        {
            Restart(page.Epoch, page.From - 1); // the messages in between were trimmed unread
        }

        for (var seq = Math.Max(_next, page.From); seq < page.From + page.Bodies.Length; seq++)
        {
            Append(seq, page.Bodies[seq - page.From]);
        }

        _isSynchronized |= _next > page.Last;
        return _next > page.Last ? Progress.Done : Progress.More;
    }

    /// <summary>Returns true when the log lacks, or differs from, the newest messages: Redis restarted without its newest writes.</summary>
    private bool IsRolledBack(LogPage page, long last)
    {
        lock (_gate)
        {
            return _isRolledBack
                || page.Last < last
                || (page.From == last && page.Bodies.Length > 0 && broadcaster.Contradicts(last, page.Bodies[0]));
        }
    }

    /// <summary>Starts a new epoch, because the log was lost in whole or in part and numbers must not be used twice.</summary>
    /// <param name="onlyAfterRestart">
    /// True for a subscriber's claim, which proves nothing by itself: the log must show that Redis restarted since the epoch began.
    /// </param>
    /// <returns>The room's current epoch.</returns>
    private async Task<string> RenewAsync(string epoch, bool onlyAfterRestart)
    {
        services.Registry.Invalidate();
        await services.Registry.RegisterAsync(room).AsTask().WaitAsync(RedisConnection.CommandTimeout);
        return await services.Log.RenewAsync(room, epoch, onlyAfterRestart).WaitAsync(RedisConnection.CommandTimeout);
    }

    private void Restart(string? epoch, long lastSeq)
    {
        _epoch = epoch;
        _next = lastSeq + 1;
        _isRolledBack = false;
        broadcaster.Restart(epoch, lastSeq);
    }

    private void Append(long seq, ReadOnlySpan<byte> body)
    {
        _next = seq + 1;
        services.Positions.Record(room, new LogPosition(_epoch!, seq)); // lets the next append detect a lost tail
        broadcaster.Append(seq, body);
    }

    private Task<LogPage> ReadAsync(long after, int limit) =>
        services.Log.ReadAsync(room, after, limit).WaitAsync(RedisConnection.CommandTimeout);

    private async Task<ChannelMessageQueue> SubscribeAsync()
    {
        var queue = await services.Redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(RoomKeys.Of(room).Channel));
        queue.OnMessage(OnNotification);
        return queue;
    }

    private void OnNotification(ChannelMessage notification)
    {
        var bytes = (byte[])notification.Message!;
        if (RoomNotification.TryReadMessage(bytes, out var epoch, out var seq, out var body))
        {
            OnMessage(epoch, seq, body);
        }
        else if (RoomNotification.IsTyping(bytes, out var typing))
        {
            broadcaster.AddTransient(SseFormat.Named("typing", typing));
        }
        else
        {
            presence.OnNotification();
        }

        signal.Set();
    }

    private void OnMessage(ReadOnlySpan<byte> epoch, long seq, ReadOnlySpan<byte> body)
    {
        lock (_gate)
        {
            if (_epoch is null || !Ascii.Equals(epoch, _epoch) || seq > _next || _isRolledBack)
            {
                checks.Request();
            }
            else if (seq == _next)
            {
                _synchronizedAt = Environment.TickCount64;
                Append(seq, body);
            }
            else if (broadcaster.Contradicts(seq, body))
            {
                // The number already belonged to another message, so Redis restarted without its newest writes.
                _isRolledBack = true;
                checks.Request();
            }
        }
    }
}
