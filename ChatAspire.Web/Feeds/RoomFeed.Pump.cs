using System.Buffers;
using System.Diagnostics;
using System.Threading.Channels;
using ChatAspire.Web.Api;
using ChatAspire.Web.Log;
using ChatAspire.Web.Telemetry;
using StackExchange.Redis;

namespace ChatAspire.Web.Feeds;

/// <content>
/// The pump: follows the log, by the bell where it can and by reading where it must, and writes each batch once to every live reader.
/// </content>
internal sealed partial class RoomFeed : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private readonly string _room;
    private readonly RoomLog _log;
    private readonly RoomRegistry _registry;
    private readonly RedisLink _link;
    private readonly IConnectionMultiplexer _redis;
    private readonly ChatSettings _settings;
    private readonly ChatTelemetry _telemetry;

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventRing _ring = new(FeedLimits.RingEvents, FeedLimits.RingBytes);
    private readonly List<byte[]> _passing = [];
    private readonly List<FeedReader> _round = [];
    private readonly Queue<Received> _received = [];

    private ChannelMessageQueue? _bell;
    private string? _epoch;
    private long _sent;
    private long _heardAt;
    private long _wroteAt = Environment.TickCount64;
    private bool _isBehind = true;
    private bool _isRolledBack;
    private long _checksStarted;
    private long _checksDone;
    private byte[]? _redisEvent;
    private byte[]? _hereEvent;
    private byte[]? _redisTold;
    private byte[]? _hereTold;

    public RoomFeed(
        string room,
        RoomLog log,
        RoomRegistry registry,
        RedisLink link,
        IConnectionMultiplexer redis,
        ChatSettings settings,
        ChatTelemetry telemetry)
    {
        (_room, _log, _registry, _link, _redis, _settings, _telemetry) =
            (room, log, registry, link, redis, settings, telemetry);
        Signal();

        // The pump outlives the request that opened the room, and is no part of its trace.
        using (ExecutionContext.SuppressFlow())
        {
            Pumping = Task.Run(PumpAsync);
        }
    }

    private readonly record struct Received(long Seq, DateTimeOffset At, byte[] Event);

    /// <summary>The pump's run; ends after <see cref="Dispose"/>.</summary>
    public Task Pumping { get; }

    /// <summary>Stops the pump.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _bell?.Unsubscribe(CommandFlags.FireAndForget);
    }

    /// <summary>Has the pump compare itself with the log: a bell may have gone unheard.</summary>
    public void RequestCheck()
    {
        lock (_gate)
        {
            _isBehind = true;
        }

        Signal();
    }

    /// <summary>Tells the readers that Redis went away or came back.</summary>
    public void SetRedis(bool isUp)
    {
        lock (_gate)
        {
            _redisEvent = SseFormat.Named("redis", new RedisEvent(isUp ? "up" : "away"), ApiJson.Plain.RedisEvent);
            _isBehind |= isUp;
        }

        Signal();
    }

    /// <summary>Tells the readers who is here, when that changed.</summary>
    public void SetHere(HereEvent here)
    {
        var bytes = SseFormat.Named("here", here, ApiJson.Plain.HereEvent);
        lock (_gate)
        {
            if (_hereEvent.AsSpan().SequenceEqual(bytes))
            {
                return;
            }

            _hereEvent = bytes;
        }

        Signal();
    }

    /// <summary>What is due once a second: a look at a log that has not rung, a sign of life to readers of a quiet room.</summary>
    public void Tick()
    {
        var now = Environment.TickCount64;
        lock (_gate)
        {
            _isBehind |= now - _heardAt >= 900 && _link.IsUp;
            if (now - _wroteAt >= FeedLimits.Heartbeat.TotalMilliseconds)
            {
                _passing.Add(SseFormat.Heartbeat);
            }
        }

        Signal();
    }

    private void Signal() => _signal.Writer.TryWrite(true);

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

                for (var began = Stopwatch.GetTimestamp(); WriteRound(); began = Stopwatch.GetTimestamp())
                {
                    await PauseAsync(Stopwatch.GetElapsedTime(began));
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The room is closed on this node.
        }
    }

    /// <summary>Rests as long as the last round took, so that what comes in meanwhile goes out as one batch; after quiet a message goes at once.</summary>
    private async ValueTask PauseAsync(TimeSpan round)
    {
        if (round > TimeSpan.FromMilliseconds(1))
        {
            await Task.Delay(round < LongestPause ? round : LongestPause, _stop.Token);
        }
    }

    private void OnBell(ChannelMessage bell)
    {
        var bytes = (byte[])bell.Message!;
        switch (bytes.Length > 0 ? bytes[0] : 0)
        {
            case Bell.MessageKind when Bell.TryReadMessage(bytes, out var epoch, out var seq, out var body):
                OnMessage(epoch, seq, body);
                break;
            case Bell.TypingKind:
                lock (_gate)
                {
                    _passing.Add(SseFormat.Named("typing", bytes.AsSpan(1)));
                }

                break;
            case Bell.HereKind:
                lock (_gate)
                {
                    _hereRung = true;
                }

                break;
        }

        Signal();
    }

    private void OnMessage(ReadOnlySpan<byte> epoch, long seq, ReadOnlySpan<byte> body)
    {
        lock (_gate)
        {
            _heardAt = Environment.TickCount64;
            if (_epoch is null || !System.Text.Ascii.Equals(epoch, _epoch) || seq > _ring.Next || _isRolledBack)
            {
                _isBehind = true;
                return;
            }

            var item = SseFormat.Message(_epoch, seq, body);
            if (seq == _ring.Next)
            {
                Append(item);
            }
            else if (seq >= _ring.First && !_ring[seq].AsSpan().SequenceEqual(item))
            {
                // The number was given to another message before: Redis came back without its newest writes.
                _isRolledBack = _isBehind = true;
            }
        }
    }

    private void Append(byte[] item)
    {
        if (ChatTelemetry.Source.HasListeners() || _telemetry.DeliveryLatency.Enabled)
        {
            _received.Enqueue(new Received(_ring.Next, DateTimeOffset.UtcNow, item));
        }

        _ring.Add(item);
    }

    /// <summary>Writes what has come in since the last round to every reader that the pump holds.</summary>
    /// <returns>False when nothing had come in.</returns>
    private bool WriteRound()
    {
        byte[]? rented = null;
        ReadOnlyMemory<byte> batch;
        int live, messageBytes;
        long first, last;
        byte[]? here, redis;
        lock (_gate)
        {
            if (_sent + 1 < _ring.First)
            {
                // More came in than the ring holds: whoever was live catches up on its own.
                _sent = _ring.First - 1;
                Kick(_live);
            }

            (here, redis) = (_hereEvent, _redisEvent);
            first = last = _sent;
            messageBytes = 0;
            while (last + 1 < _ring.Next && messageBytes < FeedLimits.CatchUpBytes)
            {
                messageBytes += _ring[++last].Length;
            }

            if (!ReferenceEquals(here, _hereTold))
            {
                _passing.Add(here!);
            }

            if (!ReferenceEquals(redis, _redisTold))
            {
                _passing.Add(redis!);
            }

            if (last == first && _passing.Count == 0)
            {
                return false;
            }

            batch = last == first + 1 && _passing.Count == 0
                ? _ring[last]
                : Gather(first, last, messageBytes, out rented);
            (_hereTold, _redisTold) = (here, redis);
            _passing.Clear();
            _sent = last;
            _live.CopyTo(_round);
            live = _round.Count;
            if (batch.Length > messageBytes)
            {
                _waiting.CopyTo(_round);
            }
        }

        for (var i = _round.Count - 1; i >= 0; i--)
        {
            var reader = _round[i];
            (reader.Here, reader.Redis) = (here, redis);
            if (i < live)
            {
                reader.Seq = last;
            }

            if (reader.TryWrite(i < live ? batch : batch[messageBytes..]))
            {
                _round.RemoveAt(i);
            }
        }

        HandBack();
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        _wroteAt = Environment.TickCount64;
        _telemetry.DeliveriesOut.Add((last - first) * live);
        RecordReceived(last, live);
        return true;
    }

    private ReadOnlyMemory<byte> Gather(long first, long last, int messageBytes, out byte[] rented)
    {
        var length = messageBytes + _passing.Sum(item => item.Length);
        rented = ArrayPool<byte>.Shared.Rent(length);
        var at = 0;
        for (var seq = first + 1; seq <= last; seq++)
        {
            _ring[seq].CopyTo(rented, at);
            at += _ring[seq].Length;
        }

        foreach (var item in _passing)
        {
            item.CopyTo(rented, at);
            at += item.Length;
        }

        return rented.AsMemory(0, length);
    }

    /// <summary>Hands back the readers that did not take the round: all that is left of it.</summary>
    private void HandBack()
    {
        if (_round.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var reader in _round)
            {
                reader.HeldIn?.Remove(reader);
            }
        }

        foreach (var reader in _round)
        {
            reader.Release();
        }

        _round.Clear();
    }

    private static void Kick(ReaderSet set)
    {
        while (set.Pop() is { } reader)
        {
            reader.Release();
        }
    }

    private void RecordReceived(long last, int readers)
    {
        while (_received.TryPeek(out var received) && received.Seq <= last)
        {
            _received.TryDequeue(out _);
        }
    }

    /// <summary>Compares the room with the log, and takes over what the bell did not bring.</summary>
    private async Task CheckAsync()
    {
        using var untraced = Untraced.Begin();
        try
        {
            _bell ??= await SubscribeAsync().WaitAsync(RedisTiming.CommandLimit);
            while (!_stop.IsCancellationRequested && !await ReadOnAsync())
            {
                WriteRound();
            }
        }
        catch (Exception error) when (RedisTiming.IsAway(error))
        {
            // Redis is away; the readers are told by the link, and the next tick or its return checks again.
            _ready.TrySetResult();
        }
    }

    private async Task<ChannelMessageQueue> SubscribeAsync()
    {
        var bell = await _redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(RoomKeys.Of(_room).Bell));
        bell.OnMessage(OnBell);
        return bell;
    }

    /// <summary>One step of a check.</summary>
    /// <returns>True when the room stands where the log stands.</returns>
    private async Task<bool> ReadOnAsync()
    {
        long check, last;
        string? epoch;
        lock (_gate)
        {
            _isBehind = false;
            check = ++_checksStarted;
            (epoch, last) = (_epoch, _ring.Next - 1);
        }

        // One message of overlap: what the log has at our newest number must be what we have there.
        var page = epoch is null
            ? await ReadAsync(0, 0)
            : await ReadAsync(last - 1, FeedLimits.PageMessages);
        if (epoch is not null && (page.Epoch is null || (page.Epoch == epoch && IsRolledBack(page, epoch, last))))
        {
            _registry.Forget();
            await _registry.RegisterAsync(_room);
            await _log.RenewAsync(_room, epoch).WaitAsync(RedisTiming.CommandLimit);
            return false;
        }

        lock (_gate)
        {
            _heardAt = Environment.TickCount64;
            if (page.Epoch != _epoch || page.From > _ring.Next)
            {
                StartOver(page, page.Epoch == _epoch ? page.First - 1 : page.Last);
            }

            for (var seq = _ring.Next; seq < page.From + page.Bodies.Length; seq++)
            {
                Append(SseFormat.Message(_epoch!, seq, page.Bodies[seq - page.From]));
            }

            if (page.Last >= _ring.Next)
            {
                return false;
            }

            _checksDone = check;
            Kick(_waiting);
        }

        if (page.Epoch is not null)
        {
            _registry.Note(_room, new Mark(page.Epoch, page.Last));
        }

        _ready.TrySetResult();
        return true;
    }

    private Task<LogPage> ReadAsync(long after, int limit) =>
        _log.ReadAsync(_room, after, limit).WaitAsync(RedisTiming.CommandLimit);

    private bool IsRolledBack(LogPage page, string epoch, long last)
    {
        if (_isRolledBack || page.Last < last)
        {
            return true;
        }

        lock (_gate)
        {
            return page.From == last
                && page.Bodies.Length > 0
                && _ring.First <= last
                && last < _ring.Next
                && !_ring[last].AsSpan().SequenceEqual(SseFormat.Message(epoch, last, page.Bodies[0]));
        }
    }

    /// <summary>Goes on from another place; every reader finds its own way there.</summary>
    private void StartOver(LogPage page, long sent)
    {
        _epoch = page.Epoch;
        _isRolledBack = false;
        _received.Clear();
        _ring.Restart(sent + 1);
        _sent = sent;
        Kick(_live);
        Kick(_waiting);
    }
}
