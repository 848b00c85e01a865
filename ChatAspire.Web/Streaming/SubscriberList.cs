namespace ChatAspire.Web.Streaming;

/// <summary>All subscribers of a room on this node, both those owned by the pump and those owned by their sessions.</summary>
internal sealed class SubscriberList
{
    private readonly Lock _gate = new();
    private readonly HashSet<Subscriber> _subscribers = [];
    private long _emptySince = Environment.TickCount64;

    /// <summary>True when there have been no subscribers for <see cref="StreamLimits.IdleTimeout"/>.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _subscribers.Count == 0
                    && Environment.TickCount64 - _emptySince > StreamLimits.IdleTimeout.TotalMilliseconds;
            }
        }
    }

    /// <summary>Adds a subscriber.</summary>
    public void Add(Subscriber subscriber)
    {
        lock (_gate)
        {
            _subscribers.Add(subscriber);
        }
    }

    /// <summary>Removes a closed subscriber.</summary>
    public void Remove(Subscriber subscriber)
    {
        lock (_gate)
        {
            _subscribers.Remove(subscriber);
            _emptySince = Environment.TickCount64;
        }
    }

    /// <summary>Closes all subscribers, because the node is stopping.</summary>
    public void CloseAll()
    {
        lock (_gate)
        {
            foreach (var subscriber in _subscribers)
            {
                subscriber.Close();
            }
        }
    }

    /// <summary>
    /// Disconnects subscribers whose write has been pending for the limit or longer. Their clients can resume from the last event id.
    /// </summary>
    /// <returns>The number of subscribers disconnected.</returns>
    public int DropStalled(TimeSpan limit)
    {
        var since = Environment.TickCount64 - (long)limit.TotalMilliseconds;
        lock (_gate)
        {
            return _subscribers.Count(subscriber => subscriber.DropIfStalled(since));
        }
    }
}
