using ChatAspire.Web.Contracts;

namespace ChatAspire.Web.Streaming;

/// <content>Rounds: what has come in since the last one, written as one batch to every reader that the pump holds.</content>
internal sealed partial class RoomFeed
{
    private readonly List<byte[]> _passing = [];
    private readonly List<FeedReader> _round = [];
    private readonly Queue<Arrival> _arrivals = [];

    private long _sent;
    private long _wroteAt = Environment.TickCount64;
    private byte[]? _redisEvent;
    private byte[]? _redisTold;
    private byte[]? _hereEvent;
    private byte[]? _hereTold;

    /// <summary>Writes rounds until nothing is left to write.</summary>
    private async ValueTask WriteRoundsAsync()
    {
        while (WriteRound(out var rest))
        {
            if (rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, _stop.Token);
            }
        }
    }

    /// <summary>Writes a round.</summary>
    /// <param name="rest">How long to collect before the next one; a message after quiet goes at once.</param>
    /// <returns>False when there was nothing to write.</returns>
    private bool WriteRound(out TimeSpan rest)
    {
        Batch batch;
        int live;
        rest = TimeSpan.Zero;
        lock (_gate)
        {
            if (!TryGather(out batch))
            {
                return false;
            }

            _live.CopyTo(_round);
            live = _round.Count;
            if (_sent + 1 == _ring.Next)
            {
                rest = FeedLimits.Rest(live);
            }

            if (batch.Passing.Length > 0)
            {
                _waiting.CopyTo(_round);
            }
        }

        for (var i = _round.Count - 1; i >= 0; i--)
        {
            var reader = _round[i];
            (reader.Here, reader.Redis) = (batch.Here, batch.Redis);
            if (i < live)
            {
                reader.Seq = batch.Last;
            }

            if (reader.TryWrite(i < live ? batch.All : batch.Passing))
            {
                _round[i] = _round[^1];
                _round.RemoveAt(_round.Count - 1);
            }
        }

        HandBack();
        batch.Return();
        _wroteAt = Environment.TickCount64;
        Record(batch, live);
        return true;
    }

    /// <summary>Takes what is to be written. Call under the lock.</summary>
    private bool TryGather(out Batch batch)
    {
        if (_sent + 1 < _ring.First)
        {
            // More came in than the ring holds: whoever was live catches up on its own.
            _sent = _ring.First - 1;
            _live.Release();
        }

        if (!ReferenceEquals(_hereEvent, _hereTold))
        {
            _passing.Add(_hereEvent!);
        }

        if (!ReferenceEquals(_redisEvent, _redisTold))
        {
            _passing.Add(_redisEvent!);
        }

        var (first, bytes) = (_sent + 1, 0);
        for (; _sent + 1 < _ring.Next && bytes < FeedLimits.CatchUpBytes; bytes += _ring[_sent].Length)
        {
            _sent++;
        }

        batch = Batch.Of(_ring, first, _sent, bytes, _passing, _hereEvent, _redisEvent);
        (_hereTold, _redisTold) = (_hereEvent, _redisEvent);
        _passing.Clear();
        return batch.All.Length > 0;
    }

    /// <summary>Hands back the readers that did not take the round: those that are left in it.</summary>
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

    private void Record(in Batch batch, int readers)
    {
        var telemetry = _services.Telemetry;
        telemetry.DeliveriesOut.Add((batch.Last - batch.First + 1) * readers);
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

            telemetry.RecordDelivery(Room, new Mark(epoch, arrival.Seq), arrival.Stamp, arrival.At, readers);
        }
    }
}
