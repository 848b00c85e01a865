using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Streaming;

/// <content>Flushes: everything received since the last flush, written as one batch to every subscriber owned by the pump.</content>
internal sealed partial class RoomStream
{
    private readonly List<byte[]> _transientEvents = [];
    private readonly List<Subscriber> _flushTargets = [];
    private readonly Queue<Arrival> _arrivals = [];

    private long _flushedSeq;
    private long _flushedAt = Environment.TickCount64;
    private byte[]? _redisEvent;
    private byte[]? _flushedRedisEvent;
    private byte[]? _hereEvent;
    private byte[]? _flushedHereEvent;

    /// <summary>Flushes until there is nothing left to write.</summary>
    private async ValueTask FlushAllAsync()
    {
        while (Flush(out var delay))
        {
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, _stop.Token);
            }
        }
    }

    /// <summary>Writes one batch.</summary>
    /// <param name="delay">The time to collect messages before the next flush; a message after a pause is written at once.</param>
    /// <returns>False when there was nothing to write.</returns>
    private bool Flush(out TimeSpan delay)
    {
        FlushBatch batch;
        int live;
        delay = TimeSpan.Zero;
        lock (_gate)
        {
            if (!TryBuildBatch(out batch))
            {
                return false;
            }

            _live.CopyTo(_flushTargets);
            live = _flushTargets.Count;
            if (_flushedSeq + 1 == _ring.Next)
            {
                delay = StreamLimits.CoalescingDelay(live);
            }

            if (batch.Transient.Length > 0)
            {
                _waiting.CopyTo(_flushTargets);
            }
        }

        for (var i = _flushTargets.Count - 1; i >= 0; i--)
        {
            var subscriber = _flushTargets[i];
            (subscriber.Here, subscriber.Redis) = (batch.Here, batch.Redis);
            if (i < live)
            {
                subscriber.Seq = batch.Last;
            }

            if (subscriber.TryWrite(i < live ? batch.All : batch.Transient))
            {
                _flushTargets[i] = _flushTargets[^1];
                _flushTargets.RemoveAt(_flushTargets.Count - 1);
            }
        }

        ReleaseUnwritten();
        batch.Return();
        _flushedAt = Environment.TickCount64;
        Record(batch, live);
        return true;
    }

    /// <summary>Builds the batch to write. The caller holds the lock.</summary>
    private bool TryBuildBatch(out FlushBatch batch)
    {
        if (_flushedSeq + 1 < _ring.First)
        {
            // More messages arrived than the ring holds: live subscribers catch up in their own loops.
            _flushedSeq = _ring.First - 1;
            _live.Release();
        }

        if (!ReferenceEquals(_hereEvent, _flushedHereEvent))
        {
            _transientEvents.Add(_hereEvent!);
        }

        if (!ReferenceEquals(_redisEvent, _flushedRedisEvent))
        {
            _transientEvents.Add(_redisEvent!);
        }

        var (first, bytes) = (_flushedSeq + 1, 0);
        for (; _flushedSeq + 1 < _ring.Next && bytes < StreamLimits.CatchUpBytes; bytes += _ring[_flushedSeq].Length)
        {
            _flushedSeq++;
        }

        batch = FlushBatch.Of(_ring, first, _flushedSeq, bytes, _transientEvents, _hereEvent, _redisEvent);
        (_flushedHereEvent, _flushedRedisEvent) = (_hereEvent, _redisEvent);
        _transientEvents.Clear();
        return batch.All.Length > 0;
    }

    /// <summary>Releases the subscribers whose write did not complete: those left in the list.</summary>
    private void ReleaseUnwritten()
    {
        if (_flushTargets.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var subscriber in _flushTargets)
            {
                subscriber.PumpSet?.Remove(subscriber);
            }
        }

        foreach (var subscriber in _flushTargets)
        {
            subscriber.Release();
        }

        _flushTargets.Clear();
    }

    private void Record(in FlushBatch batch, int subscribers)
    {
        var telemetry = _services.Telemetry;
        telemetry.DeliveriesOut.Add((batch.Last - batch.First + 1) * subscribers);
        if (!telemetry.WatchesDeliveries)
        {
            return;
        }

        while (true)
        {
            Arrival arrival;
            string epoch;
            lock (_gate)
            {
                if (_epoch is null || !_arrivals.TryPeek(out arrival) || arrival.Seq > batch.Last)
                {
                    return;
                }

                epoch = _epoch;
                _arrivals.Dequeue();
            }

            telemetry.RecordDelivery(Room, new LogPosition(epoch, arrival.Seq), arrival.Header, arrival.At, subscribers);
        }
    }
}
