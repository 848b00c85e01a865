namespace ChatAspire.Web.Streaming;

/// <content>Those who read: coming and going.</content>
internal sealed partial class RoomFeed
{
    private readonly HashSet<FeedReader> _readers = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    /// <summary>Readers that have all that was sent; the pump writes each round to them.</summary>
    private readonly ReaderSet _live = new();

    /// <summary>Readers that cannot go on before the log has been looked at; the pump writes them all but messages.</summary>
    private readonly ReaderSet _waiting = new();

    private long _emptySince = Environment.TickCount64;

    /// <summary>Takes a reader in.</summary>
    public void Add(FeedReader reader)
    {
        lock (_gate)
        {
            _readers.Add(reader);
            reader.Redis = _redisEvent;
            if (reader.Name is { } name)
            {
                _names[name] = _names.GetValueOrDefault(name) + 1;
                _namesChanged |= _names[name] == 1;
            }
        }
    }

    /// <summary>Lets a reader go that was closed.</summary>
    public void Remove(FeedReader reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
            reader.HeldIn?.Remove(reader);
            _emptySince = Environment.TickCount64;
            if (reader.Name is { } name && --_names[name] == 0)
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
            return _readers.Count == 0
                && !_namesChanged
                && Environment.TickCount64 - _emptySince > FeedLimits.Idle.TotalMilliseconds;
        }
    }

    /// <summary>Closes every reader: the node stops.</summary>
    public void CloseReaders()
    {
        lock (_gate)
        {
            foreach (var reader in _readers)
            {
                reader.Close();
            }
        }
    }

    /// <summary>Disconnects readers whose client has taken nothing for too long; they resume by id.</summary>
    /// <returns>How many.</returns>
    public int DropStalled(TimeSpan limit)
    {
        var since = Environment.TickCount64 - (long)limit.TotalMilliseconds;
        lock (_gate)
        {
            return _readers.Count(reader => reader.DropIfStalled(since));
        }
    }
}
