namespace ChatAspire.Web.Streaming;

/// <summary>The subscribers to which one flush is written. Used by the room's pump only.</summary>
internal sealed class FlushTargets
{
    private readonly List<Subscriber> _subscribers = [];
    private int _live;

    /// <summary>The number of subscribers that receive messages; the waiting subscribers receive transient events only.</summary>
    public int Live => _live;

    /// <summary>Copies the subscribers from the two sets. The caller must hold the lock of the broadcaster.</summary>
    /// <param name="waiting">Null when there are no transient events for the waiting subscribers.</param>
    public void Choose(SubscriberSet live, SubscriberSet? waiting)
    {
        live.CopyTo(_subscribers);
        _live = _subscribers.Count;
        waiting?.CopyTo(_subscribers);
    }

    /// <summary>Writes the batch to each subscriber, without waiting.</summary>
    /// <returns>The subscribers whose write did not complete; valid until <see cref="Clear"/>.</returns>
    public List<Subscriber> Write(in FlushBatch batch)
    {
        for (var i = _subscribers.Count - 1; i >= 0; i--)
        {
            var subscriber = _subscribers[i];
            (subscriber.Here, subscriber.Redis) = (batch.Here, batch.Redis);
            if (i < _live)
            {
                subscriber.Seq = batch.Last;
            }

            if (subscriber.TryWrite(i < _live ? batch.All : batch.Transient))
            {
                _subscribers[i] = _subscribers[^1];
                _subscribers.RemoveAt(_subscribers.Count - 1);
            }
        }

        return _subscribers;
    }

    /// <summary>Removes the subscribers of the finished flush.</summary>
    public void Clear() => _subscribers.Clear();
}
