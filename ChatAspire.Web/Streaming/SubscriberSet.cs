namespace ChatAspire.Web.Streaming;

/// <summary>Subscribers owned by the pump. Each knows its index, so that adding and removing take constant time.</summary>
internal sealed class SubscriberSet
{
    private readonly List<Subscriber> _subscribers = [];

    public void Add(Subscriber subscriber)
    {
        subscriber.PumpSet = this;
        subscriber.Index = _subscribers.Count;
        _subscribers.Add(subscriber);
    }

    public void Remove(Subscriber subscriber)
    {
        var last = _subscribers[^1];
        _subscribers[subscriber.Index] = last;
        last.Index = subscriber.Index;
        _subscribers.RemoveAt(_subscribers.Count - 1);
        subscriber.PumpSet = null;
    }

    public void CopyTo(List<Subscriber> target) => target.AddRange(_subscribers);

    /// <summary>Removes all subscribers, or those that match, and returns them to their own sessions.</summary>
    public void Release(Predicate<Subscriber>? match = null)
    {
        for (var i = _subscribers.Count - 1; i >= 0; i--)
        {
            var subscriber = _subscribers[i];
            if (match is null || match(subscriber))
            {
                Remove(subscriber);
                subscriber.Release();
            }
        }
    }
}
