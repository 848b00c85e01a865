namespace ChatAspire.Web.Streaming;

/// <content>Adding and removing subscribers.</content>
internal sealed partial class RoomStream
{
    private readonly HashSet<Subscriber> _subscribers = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    /// <summary>Subscribers at the end of the log; the pump writes every flush to them.</summary>
    private readonly SubscriberSet _live = new();

    /// <summary>Subscribers that wait for a check of the log; the pump writes only transient events to them.</summary>
    private readonly SubscriberSet _waiting = new();

    private long _emptySince = Environment.TickCount64;

    /// <summary>Adds a subscriber.</summary>
    public void Add(Subscriber subscriber)
    {
        lock (_gate)
        {
            _subscribers.Add(subscriber);
            subscriber.Redis = _redisEvent;
            if (subscriber.Name is { } name)
            {
                _names[name] = _names.GetValueOrDefault(name) + 1;
                _namesChanged |= _names[name] == 1;
            }
        }
    }

    /// <summary>Removes a closed subscriber.</summary>
    public void Remove(Subscriber subscriber)
    {
        lock (_gate)
        {
            _subscribers.Remove(subscriber);
            subscriber.PumpSet?.Remove(subscriber);
            _emptySince = Environment.TickCount64;
            if (subscriber.Name is { } name && --_names[name] == 0)
            {
                _names.Remove(name);
                _namesChanged = true;
            }
        }
    }

    /// <summary>True when the room has had no subscribers for a while and the other nodes have been notified.</summary>
    public bool IsIdle()
    {
        lock (_gate)
        {
            return _subscribers.Count == 0
                && !_namesChanged
                && Environment.TickCount64 - _emptySince > StreamLimits.IdleTimeout.TotalMilliseconds;
        }
    }

    /// <summary>Closes all subscribers, because the node is stopping.</summary>
    public void CloseSubscribers()
    {
        lock (_gate)
        {
            foreach (var subscriber in _subscribers)
            {
                subscriber.Close();
            }
        }
    }

    /// <summary>Disconnects subscribers whose client accepted no data for too long; they resume by id.</summary>
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
