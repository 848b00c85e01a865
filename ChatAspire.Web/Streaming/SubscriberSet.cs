namespace ChatAspire.Web.Streaming;

/// <summary>Readers that the pump holds; each knows its place, so that adding and removing cost the same for any number.</summary>
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

    /// <summary>Hands subscribers back to their own loops: all, or those that a condition picks.</summary>
    public void Release(Predicate<Subscriber>? which = null)
    {
        for (var i = _subscribers.Count - 1; i >= 0; i--)
        {
            var subscriber = _subscribers[i];
            if (which is null || which(subscriber))
            {
                Remove(subscriber);
                subscriber.Release();
            }
        }
    }
}
