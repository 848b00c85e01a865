using ChatAspire.Web.Api;
using ChatAspire.Web.Log;
using ChatAspire.Web.Telemetry;

namespace ChatAspire.Web.Feeds;

/// <summary>
/// One room on this node. This half serves the readers; the other one, the pump, follows the log.
/// </summary>
/// <remarks>
/// A reader has a place in the log, and whatever happens to it, joining, resuming, falling behind or a lost log,
/// is the same loop: what comes after my place? A piece of the ring, a page of the log, or nothing yet;
/// then the reader is the pump's until something keeps it from taking the next batch.
/// </remarks>
internal sealed partial class RoomFeed
{
    private readonly Lock _gate = new();
    private readonly HashSet<FeedReader> _readers = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly ReaderSet _live = new();
    private readonly ReaderSet _waiting = new();
    private bool _namesChanged;
    private bool _hereRung;
    private long _namesToldAt = Environment.TickCount64;
    private long _emptySince = Environment.TickCount64;

    private enum Step
    {
        Flush,
        ReadPage,
        Held,
    }

    /// <summary>The room's name.</summary>
    public string Room => _room;

    /// <summary>Takes a reader in.</summary>
    public void Add(FeedReader reader)
    {
        lock (_gate)
        {
            _readers.Add(reader);
            reader.Redis = _redisEvent;
            if (reader.Name is { } name)
            {
                _names[name] = _names.GetValueOrDefault(name) + 1;
                _namesChanged |= _names[name] == 1;
            }
        }
    }

    /// <summary>Lets a reader go that was closed.</summary>
    public void Remove(FeedReader reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
            reader.HeldIn?.Remove(reader);
            _emptySince = Environment.TickCount64;
            if (reader.Name is { } name && --_names[name] == 0)
            {
                _names.Remove(name);
                _namesChanged = true;
            }
        }
    }

    /// <summary>Whether nobody has read here for a while.</summary>
    public bool IsIdle()
    {
        lock (_gate)
        {
            return _readers.Count == 0
                && Environment.TickCount64 - _emptySince > FeedLimits.Idle.TotalMilliseconds
                && !_namesChanged;
        }
    }

    /// <summary>Closes every reader: the node stops.</summary>
    public void CloseReaders()
    {
        lock (_gate)
        {
            foreach (var reader in _readers)
            {
                reader.Close();
            }
        }
    }

    /// <summary>Disconnects readers whose client has not taken anything for too long; they resume by id.</summary>
    public int DropStalled(TimeSpan limit)
    {
        var since = Environment.TickCount64 - (long)limit.TotalMilliseconds;
        lock (_gate)
        {
            return _readers.Count(reader => reader.DropIfStalled(since));
        }
    }

    /// <summary>What to tell of this node's readers now, if anything.</summary>
    /// <param name="interval">How often to tell of what has not changed.</param>
    public Presence.News? TakeNews(TimeSpan interval)
    {
        lock (_gate)
        {
            var now = Environment.TickCount64;
            if (!_namesChanged && !_hereRung && now - _namesToldAt < interval.TotalMilliseconds)
            {
                return null;
            }

            var news = new Presence.News([.. _names.Keys.Order(StringComparer.Ordinal)], _namesChanged);
            _namesChanged = _hereRung = false;
            _namesToldAt = now;
            return news;
        }
    }

    /// <summary>Has <see cref="TakeNews"/> tell again what it told last: it did not get through.</summary>
    public void RepeatNews()
    {
        lock (_gate)
        {
            _namesChanged = true;
        }
    }

    /// <summary>Serves a reader until its client is gone.</summary>
    public async Task ServeAsync(FeedReader reader)
    {
        await WriteHelloAsync(reader);
        var isOpen = await reader.FlushAsync();
        while (isOpen)
        {
            isOpen = Next(reader) switch
            {
                Step.Flush => await reader.FlushAsync(),
                Step.ReadPage => await WritePageAsync(reader),
                _ => await reader.HeldAsync(),
            };
        }
    }

    private async Task WriteHelloAsync(FeedReader reader)
    {
        await _ready.Task.WaitAsync(TimeSpan.FromMilliseconds(500)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            var hello = new Hello(_settings.Node, _settings.Address, _epoch, _sent, _link.IsUp ? "up" : "away");
            Write(reader, SseFormat.Named("hello", hello, ApiJson.Plain.Hello));
        }
    }

    /// <summary>Writes what comes next for a reader, or gives it to the pump when there is nothing it may go on with.</summary>
    private Step Next(FeedReader reader)
    {
        lock (_gate)
        {
            if (_epoch is null)
            {
                return Hold(reader, _waiting);
            }

            if (reader.Epoch is null)
            {
                Place(reader, reader.Tail is { } tail ? Math.Max(0, _sent - tail) : 0);
            }
            else if (reader.Epoch != _epoch || reader.Seq > _ring.Next - 1)
            {
                // The reader knows more than this node: the log was lost, or another node was quicker. Redis decides.
                if (reader.DoubtedAt == 0 || _checksDone <= reader.DoubtedAt)
                {
                    return Doubt(reader);
                }

                Write(reader, SseFormat.Named("epoch", new EpochEvent(_epoch, reader.Epoch), ApiJson.Plain.EpochEvent));
                Place(reader, 0);
            }

            reader.DoubtedAt = 0;
            if (reader.Seq < _sent)
            {
                if (reader.Seq + 1 < _ring.First)
                {
                    return Step.ReadPage;
                }

                var from = reader.Seq + 1;
                reader.Seq = _ring.CopyTo(reader.Output, from, _sent, FeedLimits.CatchUpBytes);
                reader.IsFresh = false;
                _telemetry.DeliveriesOut.Add(reader.Seq - from + 1);
                return Step.Flush;
            }

            if (WriteState(reader))
            {
                return Step.Flush;
            }

            return Hold(reader, reader.Seq == _sent ? _live : _waiting);
        }
    }

    private void Place(FeedReader reader, long seq)
    {
        reader.Epoch = _epoch;
        reader.Seq = seq;
        reader.IsFresh = true;
    }

    private bool WriteState(FeedReader reader)
    {
        var isNews = false;
        if (!ReferenceEquals(reader.Redis, _redisEvent))
        {
            reader.Redis = _redisEvent;
            Write(reader, _redisEvent!);
            isNews = true;
        }

        if (!ReferenceEquals(reader.Here, _hereEvent))
        {
            reader.Here = _hereEvent;
            Write(reader, _hereEvent!);
            isNews = true;
        }

        return isNews;
    }

    private Step Doubt(FeedReader reader)
    {
        if (reader.DoubtedAt == 0)
        {
            reader.DoubtedAt = _checksStarted + 1;
        }

        RequestCheck();
        return Hold(reader, _waiting);
    }

    private static Step Hold(FeedReader reader, ReaderSet set)
    {
        if (reader.Hold())
        {
            set.Add(reader);
        }
        else
        {
            reader.Release();
        }

        return Step.Held;
    }

    /// <summary>Writes a page of what is no longer in the ring.</summary>
    private async ValueTask<bool> WritePageAsync(FeedReader reader)
    {
        LogPage page;
        try
        {
            using var untraced = Untraced.Begin();
            page = await _log.ReadAsync(_room, reader.Seq, FeedLimits.PageMessages).WaitAsync(RedisTiming.CommandLimit);
        }
        catch (Exception error) when (RedisTiming.IsAway(error))
        {
            return await DoubtAsync(reader);
        }

        if (page.Epoch != reader.Epoch)
        {
            return await DoubtAsync(reader);
        }

        if (page.From > reader.Seq + 1)
        {
            if (!reader.IsFresh)
            {
                Write(reader, SseFormat.Named("gap", new GapEvent(reader.Seq + 1, page.From - 1), ApiJson.Plain.GapEvent));
            }

            reader.Seq = page.From - 1;
        }

        // Never past what the pump has sent: there the reader joins the live ones.
        var to = Math.Min(page.From + page.Bodies.Length - 1, Volatile.Read(ref _sent));
        reader.IsFresh = false;
        while (reader.Seq < to)
        {
            reader.Seq++;
            Write(reader, SseFormat.Message(page.Epoch!, reader.Seq, page.Bodies[reader.Seq - page.From]));
            _telemetry.DeliveriesOut.Add(1);
            if (reader.Output.UnflushedBytes > FeedLimits.CatchUpBytes && !await reader.FlushAsync())
            {
                return false;
            }
        }

        return await reader.FlushAsync();
    }

    private async ValueTask<bool> DoubtAsync(FeedReader reader)
    {
        lock (_gate)
        {
            Doubt(reader);
        }

        return await reader.HeldAsync();
    }

    private static void Write(FeedReader reader, ReadOnlySpan<byte> bytes) =>
        System.Buffers.BuffersExtensions.Write(reader.Output, bytes);
}
