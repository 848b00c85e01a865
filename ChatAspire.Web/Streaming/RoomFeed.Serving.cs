using System.Buffers;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Telemetry;

namespace ChatAspire.Web.Streaming;

/// <content>A reader's own loop: from its place in the log to the newest message, wherever that is read from.</content>
internal sealed partial class RoomFeed
{
    private enum Step
    {
        Flush,
        ReadPage,
        Held,
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
        if (_services.Link.IsUp)
        {
            // The first reader of a room comes before the feed has looked at the log.
            await _looked.Task.WaitAsync(RedisTiming.CommandLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var settings = _services.Settings;
        lock (_gate)
        {
            var hello = new Hello(settings.Node, settings.Address, _epoch, _sent, _services.Link.IsUp ? "up" : "away");
            Write(reader, SseFormat.Named("hello", hello, ApiJson.Plain.Hello));
        }
    }

    /// <summary>Writes what comes after a reader's place; gives it to the pump when that is nothing yet.</summary>
    private Step Next(FeedReader reader)
    {
        lock (_gate)
        {
            if (_epoch is null)
            {
                return HoldUp(reader);
            }

            if (reader.Epoch is null)
            {
                Place(reader, Math.Max(0, _sent - reader.Tail ?? 0));
            }
            else if (reader.Epoch != _epoch || reader.Seq > _sent)
            {
                if (reader.DoubtedAt == 0 || _checksDone < reader.DoubtedAt)
                {
                    return Doubt(reader);
                }

                if (reader.Epoch == _epoch && MayRenewFor(reader))
                {
                    return Doubt(reader);
                }

                Write(reader, SseFormat.Named("epoch", new EpochEvent(_epoch, reader.Epoch), ApiJson.Plain.EpochEvent));
                Place(reader, 0);
            }

            reader.DoubtedAt = 0;
            if (reader.Seq < _sent)
            {
                return reader.Seq + 1 < _ring.First ? Step.ReadPage : WriteFromRing(reader);
            }

            return WriteState(reader) ? Step.Flush : Hold(reader, _live);
        }
    }

    private void Place(FeedReader reader, long seq)
    {
        reader.Epoch = _epoch;
        reader.Seq = seq;
        reader.IsFresh = true;
    }

    /// <summary>
    /// The reader knows more than this node: the log was lost, or another node was quicker to read it.
    /// It waits for a check that begins after this, which decides.
    /// </summary>
    private Step Doubt(FeedReader reader)
    {
        if (reader.DoubtedAt == 0)
        {
            reader.DoubtedAt = _checksStarted + 1;
        }

        _isBehind = true;
        Signal();
        return HoldUp(reader);
    }

    /// <summary>Lets a reader wait for the log, once it knows all that can be told without.</summary>
    private Step HoldUp(FeedReader reader) => WriteState(reader) ? Step.Flush : Hold(reader, _waiting);

    /// <summary>
    /// A reader that is ahead of a checked log proves that Redis lost its newest writes, also to a node that was restarted
    /// and remembers nothing: the epoch ends, lest its numbers be given out again. Anyone can claim any number,
    /// so claims are acted upon once in a while only; a reader beyond that starts over by itself.
    /// </summary>
    private bool MayRenewFor(FeedReader reader)
    {
        var now = Environment.TickCount64;
        if (!_isRolledBack) // else another reader's claim is about to end the epoch for all of them
        {
            if (_claimedAt != 0 && now - _claimedAt < FeedLimits.ClaimInterval.TotalMilliseconds)
            {
                return false;
            }

            _claimedAt = now;
            _isRolledBack = true;
        }

        reader.DoubtedAt = 0;
        return true;
    }

    private Step WriteFromRing(FeedReader reader)
    {
        var from = reader.Seq + 1;
        reader.Seq = _ring.CopyTo(reader.Output, from, _sent, FeedLimits.CatchUpBytes);
        reader.IsFresh = false;
        _services.Telemetry.DeliveriesOut.Add(reader.Seq - from + 1);
        return Step.Flush;
    }

    private bool WriteState(FeedReader reader)
    {
        var isNews = false;
        if (!ReferenceEquals(reader.Redis, _redisEvent))
        {
            reader.Redis = _redisEvent;
            Write(reader, _redisEvent);
            isNews = true;
        }

        if (!ReferenceEquals(reader.Here, _hereEvent))
        {
            reader.Here = _hereEvent;
            Write(reader, _hereEvent);
            isNews = true;
        }

        return isNews;
    }

    private static Step Hold(FeedReader reader, ReaderSet set)
    {
        reader.Hold();
        set.Add(reader);
        return Step.Held;
    }

    /// <summary>Writes a page of what is no longer in the ring.</summary>
    private async ValueTask<bool> WritePageAsync(FeedReader reader)
    {
        if (await ReadPageAsync(reader) is not { } page)
        {
            return await WaitAsync(reader);
        }

        if (page.From > reader.Seq + 1)
        {
            if (!reader.IsFresh)
            {
                Write(reader, SseFormat.Named("gap", new GapEvent(reader.Seq + 1, page.From - 1), ApiJson.Plain.GapEvent));
            }

            reader.Seq = page.From - 1;
        }

        // Never past what was sent in rounds: there the reader joins the live ones.
        var to = Math.Min(page.From + page.Bodies.Length - 1, Volatile.Read(ref _sent));
        reader.IsFresh = false;
        while (reader.Seq < to)
        {
            reader.Seq++;
            Write(reader, SseFormat.Message(page.Epoch!, reader.Seq, page.Bodies[reader.Seq - page.From]));
            _services.Telemetry.DeliveriesOut.Add(1);
            if (reader.Output.UnflushedBytes > FeedLimits.CatchUpBytes && !await reader.FlushAsync())
            {
                return false;
            }
        }

        return await reader.FlushAsync();
    }

    private async ValueTask<bool> WaitAsync(FeedReader reader)
    {
        while (true)
        {
            Step step;
            lock (_gate)
            {
                step = Doubt(reader);
            }

            if (step == Step.Held)
            {
                return await reader.HeldAsync();
            }

            if (!await reader.FlushAsync())
            {
                return false;
            }
        }
    }

    /// <summary>Reads what comes after a reader's place; null when Redis is away, or is in another epoch by now.</summary>
    private async Task<LogPage?> ReadPageAsync(FeedReader reader)
    {
        using var untraced = Untraced.Begin();
        try
        {
            var page = await ReadAsync(reader.Seq, FeedLimits.PageMessages);
            return page.Epoch == reader.Epoch ? page : null;
        }
        catch (Exception error) when (RedisTiming.IsAway(error))
        {
            return null;
        }
    }

    private static void Write(FeedReader reader, ReadOnlySpan<byte> bytes) => reader.Output.Write(bytes);
}
