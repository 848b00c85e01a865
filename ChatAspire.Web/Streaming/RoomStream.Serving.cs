using System.Buffers;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.RoomLog;
using ChatAspire.Web.Telemetry;

namespace ChatAspire.Web.Streaming;

/// <content>A subscriber's own loop: from its position in the log to the newest message, read from the ring or from Redis.</content>
internal sealed partial class RoomStream
{
    private enum Step
    {
        Flush,
        ReadPage,
        Held,
    }

    /// <summary>Serves a subscriber until its client disconnects.</summary>
    public async Task ServeAsync(Subscriber subscriber)
    {
        await WriteHelloAsync(subscriber);
        var isOpen = await subscriber.FlushAsync();
        while (isOpen)
        {
            isOpen = Next(subscriber) switch
            {
                Step.Flush => await subscriber.FlushAsync(),
                Step.ReadPage => await WritePageAsync(subscriber),
                _ => await subscriber.ReleasedAsync(),
            };
        }
    }

    private async Task WriteHelloAsync(Subscriber subscriber)
    {
        if (_services.RedisHealth.IsUp)
        {
            // The first subscriber of a room arrives before the stream has read the log.
            await _firstCheck.Task.WaitAsync(RedisConnection.CommandTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var options = _services.Options.Value;
        lock (_gate)
        {
            var hello = new HelloEvent(options.Node, options.Address, _epoch, _flushedSeq, _services.RedisHealth.IsUp ? "up" : "away");
            Write(subscriber, SseFormat.Named("hello", hello, ApiJson.Plain.HelloEvent));
        }
    }

    /// <summary>Writes the messages that follow a subscriber's position; passes the subscriber to the pump when there are none.</summary>
    private Step Next(Subscriber subscriber)
    {
        lock (_gate)
        {
            if (_epoch is null)
            {
                return HoldForCheck(subscriber);
            }

            if (subscriber.Epoch is null)
            {
                MoveTo(subscriber, Math.Max(0, _flushedSeq - subscriber.Tail ?? 0));
            }
            else if (subscriber.Epoch != _epoch || subscriber.Seq > _flushedSeq)
            {
                if (subscriber.PendingCheck == 0 || _checksDone < subscriber.PendingCheck)
                {
                    return AwaitCheck(subscriber);
                }

                if (subscriber.Epoch == _epoch && TryAcceptClaim(subscriber))
                {
                    return AwaitCheck(subscriber);
                }

                Write(subscriber, SseFormat.Named("epoch", new EpochEvent(_epoch, subscriber.Epoch), ApiJson.Plain.EpochEvent));
                MoveTo(subscriber, 0);
            }

            subscriber.PendingCheck = 0;
            if (subscriber.Seq < _flushedSeq)
            {
                return subscriber.Seq + 1 < _ring.First ? Step.ReadPage : WriteFromRing(subscriber);
            }

            return WriteState(subscriber) ? Step.Flush : Hold(subscriber, _live);
        }
    }

    private void MoveTo(Subscriber subscriber, long seq)
    {
        subscriber.Epoch = _epoch;
        subscriber.Seq = seq;
        subscriber.IsAtStart = true;
    }

    /// <summary>
    /// The subscriber is ahead of this node: the log was lost, or another node read it sooner.
    /// A check that starts from now on decides; the subscriber waits for it.
    /// </summary>
    private Step AwaitCheck(Subscriber subscriber)
    {
        if (subscriber.PendingCheck == 0)
        {
            subscriber.PendingCheck = _checksStarted + 1;
        }

        _isBehind = true;
        Signal();
        return HoldForCheck(subscriber);
    }

    /// <summary>Lets a subscriber wait for a check, after the current state has been written to it.</summary>
    private Step HoldForCheck(Subscriber subscriber) => WriteState(subscriber) ? Step.Flush : Hold(subscriber, _waiting);

    /// <summary>
    /// A subscriber ahead of a checked log shows that Redis lost its newest writes, even to a node that restarted and knows
    /// nothing. The epoch must end, so that its numbers are not used again. Clients can claim any number, so only one claim per
    /// <see cref="StreamLimits.MinClaimInterval"/> is accepted; other subscribers start over individually.
    /// </summary>
    private bool TryAcceptClaim(Subscriber subscriber)
    {
        var now = Environment.TickCount64;
        if (!_isRolledBack) // otherwise another claim already ends the epoch for all subscribers
        {
            if (_claimedAt != 0 && now - _claimedAt < StreamLimits.MinClaimInterval.TotalMilliseconds)
            {
                return false;
            }

            _claimedAt = now;
            _isRolledBack = true;
        }

        subscriber.PendingCheck = 0;
        return true;
    }

    private Step WriteFromRing(Subscriber subscriber)
    {
        var from = subscriber.Seq + 1;
        subscriber.Seq = _ring.CopyTo(subscriber.Output, from, _flushedSeq, StreamLimits.CatchUpBytes);
        subscriber.IsAtStart = false;
        _services.Telemetry.DeliveriesOut.Add(subscriber.Seq - from + 1);
        return Step.Flush;
    }

    private bool WriteState(Subscriber subscriber)
    {
        var isWritten = false;
        if (!ReferenceEquals(subscriber.Redis, _redisEvent))
        {
            subscriber.Redis = _redisEvent;
            Write(subscriber, _redisEvent);
            isWritten = true;
        }

        if (!ReferenceEquals(subscriber.Here, _hereEvent))
        {
            subscriber.Here = _hereEvent;
            Write(subscriber, _hereEvent);
            isWritten = true;
        }

        return isWritten;
    }

    private static Step Hold(Subscriber subscriber, SubscriberSet set)
    {
        subscriber.Hold();
        set.Add(subscriber);
        return Step.Held;
    }

    /// <summary>Writes a page of messages that are no longer in the ring.</summary>
    private async ValueTask<bool> WritePageAsync(Subscriber subscriber)
    {
        if (await ReadPageAsync(subscriber) is not { } page)
        {
            return await WaitAsync(subscriber);
        }

        if (page.From > subscriber.Seq + 1)
        {
            if (!subscriber.IsAtStart)
            {
                Write(subscriber, SseFormat.Named("gap", new GapEvent(subscriber.Seq + 1, page.From - 1), ApiJson.Plain.GapEvent));
            }

            subscriber.Seq = page.From - 1;
        }

        // Not past the flushed messages: there the subscriber joins the live ones.
        var to = Math.Min(page.From + page.Bodies.Length - 1, Volatile.Read(ref _flushedSeq));
        subscriber.IsAtStart = false;
        while (subscriber.Seq < to)
        {
            subscriber.Seq++;
            Write(subscriber, SseFormat.Message(page.Epoch!, subscriber.Seq, page.Bodies[subscriber.Seq - page.From]));
            _services.Telemetry.DeliveriesOut.Add(1);
            if (subscriber.Output.UnflushedBytes > StreamLimits.CatchUpBytes && !await subscriber.FlushAsync())
            {
                return false;
            }
        }

        return await subscriber.FlushAsync();
    }

    private async ValueTask<bool> WaitAsync(Subscriber subscriber)
    {
        while (true)
        {
            Step step;
            lock (_gate)
            {
                step = AwaitCheck(subscriber);
            }

            if (step == Step.Held)
            {
                return await subscriber.ReleasedAsync();
            }

            if (!await subscriber.FlushAsync())
            {
                return false;
            }
        }
    }

    /// <summary>Reads the page after a subscriber's position; null when Redis is unavailable or has moved to another epoch.</summary>
    private async Task<LogPage?> ReadPageAsync(Subscriber subscriber)
    {
        using var untraced = UntracedScope.Begin();
        try
        {
            var page = await ReadAsync(subscriber.Seq, StreamLimits.PageMessages);
            return page.Epoch == subscriber.Epoch ? page : null;
        }
        catch (Exception error) when (RedisErrors.IsUnavailable(error))
        {
            return null;
        }
    }

    private static void Write(Subscriber subscriber, ReadOnlySpan<byte> bytes) => subscriber.Output.Write(bytes);
}
