using ChatAspire.Web.RoomLog;

namespace ChatAspire.Web.Streaming;

/// <summary>The names of a room's subscribers on this node. Decides when they must be published to Redis.</summary>
internal sealed class RoomPresence
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private bool _isChanged;
    private bool _isNotified;
    private long _publishedAt = Environment.TickCount64;

    /// <summary>True when no change of the names waits for publication.</summary>
    public bool IsPublished
    {
        get
        {
            lock (_gate)
            {
                return !_isChanged;
            }
        }
    }

    /// <summary>Adds a subscriber's name; ignores null, an anonymous reader. Subscribers with the same name are counted.</summary>
    public void Add(string? name)
    {
        if (name is null)
        {
            return;
        }

        lock (_gate)
        {
            _names[name] = _names.GetValueOrDefault(name) + 1;
            _isChanged |= _names[name] == 1;
        }
    }

    /// <summary>Removes a closed subscriber's name, unless another subscriber has the same.</summary>
    public void Remove(string? name)
    {
        if (name is null)
        {
            return;
        }

        lock (_gate)
        {
            if (--_names[name] == 0)
            {
                _names.Remove(name);
                _isChanged = true;
            }
        }
    }

    /// <summary>Makes an update due, because the participants of another node changed.</summary>
    public void OnNotification()
    {
        lock (_gate)
        {
            _isNotified = true;
        }
    }

    /// <summary>Takes the update that is due; null when none is due.</summary>
    /// <param name="interval">The interval at which unchanged participants are published again.</param>
    public PresenceUpdate? TakeUpdate(TimeSpan interval)
    {
        lock (_gate)
        {
            var now = Environment.TickCount64;
            if (!_isChanged && !_isNotified && now - _publishedAt < interval.TotalMilliseconds)
            {
                return null;
            }

            var update = new PresenceUpdate([.. _names.Keys.Order(StringComparer.Ordinal)], _isChanged);
            _isChanged = _isNotified = false;
            _publishedAt = now;
            return update;
        }
    }

    /// <summary>Makes the last update due again, because publishing it failed.</summary>
    public void RetryUpdate()
    {
        lock (_gate)
        {
            _isChanged = true;
        }
    }
}
