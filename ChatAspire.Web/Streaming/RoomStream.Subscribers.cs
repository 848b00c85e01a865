namespace ChatAspire.Web.Streaming;

/// <content>Those who read: coming and going.</content>
internal sealed partial class RoomStream
{
    private readonly HashSet<Subscriber> _subscribers = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    /// <summary>Readers that have all that was sent; the pump writes each round to them.</summary>
    private readonly SubscriberSet _live = new();

    /// <summary>Readers that cannot go on before the log has been looked at; the pump writes them all but messages.</summary>
    private readonly SubscriberSet _waiting = new();

    private long _emptySince = Environment.TickCount64;

    /// <summary>Takes a subscriber in.</summary>
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

    /// <summary>Lets a subscriber go that was closed.</summary>
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

    /// <summary>Whether nobody has read here for a while, and the other nodes know.</summary>
    public bool IsIdle()
    {
        lock (_gate)
        {
            return _subscribers.Count == 0
                && !_namesChanged
                && Environment.TickCount64 - _emptySince > StreamLimits.IdleTimeout.TotalMilliseconds;
        }
    }

    /// <summary>Closes every subscriber: the node stops.</summary>
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

    /// <summary>Disconnects subscribers whose client has taken nothing for too long; they resume by id.</summary>
    /// <returns>How many.</returns>
    public int DropStalled(TimeSpan limit)
    {
        var since = Environment.TickCount64 - (long)limit.TotalMilliseconds;
        lock (_gate)
        {
            return _subscribers.Count(subscriber => subscriber.DropIfStalled(since));
        }
    }
}
