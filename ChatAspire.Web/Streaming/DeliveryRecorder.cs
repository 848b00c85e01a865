using ChatAspire.Web.Contracts;
using ChatAspire.Web.Telemetry;

namespace ChatAspire.Web.Streaming;

/// <summary>Counts, measures and traces a room's deliveries. Arrivals are recorded only while a metric or trace needs them.</summary>
internal sealed class DeliveryRecorder(string room, ChatTelemetry telemetry)
{
    private readonly Lock _gate = new();
    private readonly Queue<Arrival> _arrivals = [];

    /// <summary>Counts messages written to one subscriber that catches up.</summary>
    public void CountCatchUp(long messages) => telemetry.DeliveriesOut.Add(messages);

    /// <summary>Records the arrival of a message at this node.</summary>
    public void OnArrival(string epoch, long seq, ReadOnlySpan<byte> body)
    {
        if (telemetry.WatchesDeliveries)
        {
            lock (_gate)
            {
                _arrivals.Enqueue(Arrival.Of(new LogPosition(epoch, seq), body));
            }
        }
    }

    /// <summary>Discards the arrivals of a lost or skipped part of the log.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _arrivals.Clear();
        }
    }

    /// <summary>Records a flush to the live subscribers.</summary>
    public void OnFlushed(in FlushBatch batch, int subscribers)
    {
        telemetry.DeliveriesOut.Add((batch.Last - batch.First + 1) * subscribers);
        while (TryTake(batch.Last, out var arrival))
        {
            telemetry.RecordDelivery(room, arrival.Position, arrival.Header, arrival.At, subscribers);
        }
    }

    private bool TryTake(long last, out Arrival arrival)
    {
        lock (_gate)
        {
            return _arrivals.TryPeek(out arrival) && arrival.Position.Seq <= last && _arrivals.TryDequeue(out arrival);
        }
    }
}
