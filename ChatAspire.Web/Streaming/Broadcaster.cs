using System.Buffers;
using System.Diagnostics;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.Options;

namespace ChatAspire.Web.Streaming;

/// <summary>
/// Sends a room's messages and transient events to its subscribers. All subscribers at the end of the log get the same batch; a subscriber
/// that is slightly behind gets the missing messages from the ring of the newest ones. Does not access Redis.
/// </summary>
internal sealed class Broadcaster(DeliveryRecorder recorder, FlushLoad load)
{
    private readonly Lock _gate = new();
    private readonly EventRing _ring = new(StreamLimits.RingEvents, StreamLimits.RingBytes);
    private readonly TransientEvents _transient = new();
    private readonly FlushTargets _targets = new();

    /// <summary>Subscribers at the end of the log; every flush is written to them.</summary>
    private readonly SubscriberSet _live = new();

    /// <summary>Subscribers that wait for a check of the log, or for a log to begin; only transient events are written to them.</summary>
    private readonly SubscriberSet _waiting = new();

    private string? _epoch;
    private long _flushedSeq;
    private long _flushedAt = Environment.TickCount64;
    private long _checksDone;

    /// <summary>The number of the newest message that was flushed.</summary>
    public long FlushedSeq => Volatile.Read(ref _flushedSeq);

    /// <summary>Adds a subscriber. The current Redis event counts as sent, because the hello event carries the state.</summary>
    public void Add(Subscriber subscriber)
    {
        lock (_gate)
        {
            subscriber.Redis = _transient.Redis;
        }
    }

    /// <summary>Adds the log's next message.</summary>
    public void Append(long seq, ReadOnlySpan<byte> body)
    {
        lock (_gate)
        {
            _ring.Add(SseFormat.Message(_epoch!, seq, body));
            recorder.OnArrival(_epoch!, seq, body);
        }
    }

    /// <summary>Continues from another position in the log. All held subscribers return to their own sessions and catch up there.</summary>
    public void Restart(string? epoch, long lastSeq)
    {
        lock (_gate)
        {
            _epoch = epoch;
            _ring.Restart(lastSeq + 1);
            _flushedSeq = lastSeq;
            recorder.Clear();
            _live.Release();
            _waiting.Release();
        }
    }

    /// <summary>Returns true when the ring holds a different message with this number.</summary>
    public bool Contradicts(long seq, ReadOnlySpan<byte> body)
    {
        lock (_gate)
        {
            return seq >= _ring.First && seq < _ring.Next
                && !_ring[seq].AsSpan().SequenceEqual(SseFormat.Message(_epoch!, seq, body));
        }
    }

    /// <summary>Marks all checks up to this number as done, and returns the subscribers that waited for one to their sessions.</summary>
    public void CompleteCheck(long check)
    {
        lock (_gate)
        {
            _checksDone = check;
            _waiting.Release(subscriber => subscriber.PendingCheck != 0);
        }
    }

    /// <summary>Adds an encoded event without an id to the next flush.</summary>
    public void AddTransient(byte[] item)
    {
        lock (_gate)
        {
            _transient.Add(item);
        }
    }

    /// <summary>Adds a comment line to the next flush if nothing was written for <see cref="StreamLimits.HeartbeatInterval"/>.</summary>
    /// <returns>True when a comment line was added.</returns>
    public bool TryAddHeartbeat()
    {
        lock (_gate)
        {
            var isQuiet = Environment.TickCount64 - _flushedAt >= StreamLimits.HeartbeatInterval.TotalMilliseconds;
            if (isQuiet)
            {
                _transient.Add(SseFormat.Heartbeat);
            }

            return isQuiet;
        }
    }

    /// <summary>Sets the state of Redis that the next flush sends to subscribers.</summary>
    public void SetRedis(RedisEvent redis)
    {
        lock (_gate)
        {
            _transient.SetRedis(redis);
        }
    }

    /// <summary>Sets the participants that the next flush sends to subscribers.</summary>
    public void SetHere(HereEvent here)
    {
        lock (_gate)
        {
            _transient.SetHere(here);
        }
    }

    /// <summary>Writes one batch. Called by the room's pump only.</summary>
    /// <param name="delay">The coalescing delay before the next flush; zero when more messages are pending or the node is idle.</param>
    /// <returns>False when there was nothing to write.</returns>
    public bool Flush(out TimeSpan delay)
    {
        FlushBatch batch;
        bool isLast;
        delay = TimeSpan.Zero;
        lock (_gate)
        {
            if (!TryBuildBatch(out batch))
            {
                return false;
            }

            _targets.Choose(_live, !batch.Transient.IsEmpty ? _waiting : null);
            isLast = _flushedSeq + 1 == _ring.Next;
        }

        var started = Stopwatch.GetTimestamp();
        Release(_targets.Write(batch));
        load.Add(Stopwatch.GetElapsedTime(started));
        _targets.Clear();
        batch.Return();
        _flushedAt = Environment.TickCount64;
        recorder.OnFlushed(batch, _targets.Live);
        delay = isLast ? load.DelayAfter(_targets.Live) : TimeSpan.Zero;
        return true;
    }

    /// <summary>Writes the first event of a stream into the response, without sending it.</summary>
    public void WriteHello(Subscriber subscriber, ChatOptions options, RedisProblem problem)
    {
        lock (_gate)
        {
            var redis = RedisEvent.Of(problem);
            var hello = new HelloEvent(options.Node, options.Address, _epoch, _flushedSeq, redis.State, redis.Reason);
            subscriber.Output.Write(SseFormat.Named("hello", hello, ApiJson.Plain.HelloEvent));
        }
    }

    /// <summary>
    /// Advances a subscriber: writes the next messages from the ring, or hands the subscriber to the pump when it has all messages, or
    /// returns the step that its session must take instead.
    /// </summary>
    public ServingStep Advance(Subscriber subscriber)
    {
        lock (_gate)
        {
            if (_epoch is null)
            {
                return WriteStateOrHold(subscriber, _waiting);
            }

            if (subscriber.Epoch is null)
            {
                subscriber.MoveTo(_epoch, subscriber.Tail is { } tail ? Math.Max(0, _flushedSeq - tail) : 0);
            }
            else if (subscriber.Epoch != _epoch || subscriber.Seq > _flushedSeq)
            {
                if (subscriber.PendingCheck == 0 || _checksDone < subscriber.PendingCheck)
                {
                    return subscriber.Epoch == _epoch ? ServingStep.CheckClaim : ServingStep.Check;
                }

                var moved = new EpochEvent(_epoch, subscriber.Epoch);
                subscriber.Output.Write(SseFormat.Named("epoch", moved, ApiJson.Plain.EpochEvent));
                subscriber.MoveTo(_epoch, 0);
                return ServingStep.Flush; // sends the epoch event even if no message follows yet
            }

            subscriber.PendingCheck = 0;
            if (subscriber.Seq == _flushedSeq)
            {
                return WriteStateOrHold(subscriber, _live);
            }

            return subscriber.Seq + 1 < _ring.First ? ServingStep.ReadPage : WriteFromRing(subscriber);
        }
    }

    /// <summary>Makes a subscriber wait for its pending check: writes any newer state to it first, then hands it to the pump.</summary>
    /// <returns><see cref="ServingStep.Flush"/> if state was written or the check is already done.</returns>
    public ServingStep AwaitCheck(Subscriber subscriber)
    {
        lock (_gate)
        {
            return _checksDone >= subscriber.PendingCheck ? ServingStep.Flush : WriteStateOrHold(subscriber, _waiting);
        }
    }

    /// <summary>Removes a closed subscriber.</summary>
    public void Remove(Subscriber subscriber)
    {
        lock (_gate)
        {
            subscriber.PumpSet?.Remove(subscriber);
        }
    }

    private bool TryBuildBatch(out FlushBatch batch)
    {
        if (_flushedSeq + 1 < _ring.First)
        {
            // The ring has dropped messages that were not flushed yet, so live subscribers must catch up in their own sessions.
            _flushedSeq = _ring.First - 1;
            _live.Release();
        }

        var (first, bytes) = (_flushedSeq + 1, 0);
        for (; _flushedSeq + 1 < _ring.Next && bytes < StreamLimits.CatchUpBytes; bytes += _ring[_flushedSeq].Length)
        {
            _flushedSeq++;
        }

        batch = FlushBatch.Of(_ring, first, _flushedSeq, bytes, _transient.Collect(), _transient.Here, _transient.Redis);
        _transient.Clear();
        return !batch.All.IsEmpty;
    }

    /// <summary>Returns subscribers whose write did not complete to their own sessions.</summary>
    private void Release(List<Subscriber> unwritten)
    {
        if (unwritten.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var subscriber in unwritten)
            {
                subscriber.PumpSet?.Remove(subscriber);
            }
        }

        foreach (var subscriber in unwritten)
        {
            subscriber.Release();
        }
    }

    private ServingStep WriteFromRing(Subscriber subscriber)
    {
        var from = subscriber.Seq + 1;
        subscriber.Seq = _ring.CopyTo(subscriber.Output, from, _flushedSeq, StreamLimits.CatchUpBytes);
        subscriber.IsAtStart = false;
        recorder.CountCatchUp(subscriber.Seq - from + 1);
        return ServingStep.Flush;
    }

    private ServingStep WriteStateOrHold(Subscriber subscriber, SubscriberSet set)
    {
        if (subscriber.TryWriteState(_transient.Redis, _transient.Here))
        {
            return ServingStep.Flush;
        }

        subscriber.Hold();
        set.Add(subscriber);
        return ServingStep.Held;
    }
}
