namespace ChatAspire.Web.Feeds;

/// <summary>Readers that the pump holds; each knows its place, so that adding and removing cost the same for any number.</summary>
internal sealed class ReaderSet
{
    private readonly List<FeedReader> _readers = [];

    public int Count => _readers.Count;

    public void Add(FeedReader reader)
    {
        reader.HeldIn = this;
        reader.Index = _readers.Count;
        _readers.Add(reader);
    }

    public void Remove(FeedReader reader)
    {
        var last = _readers[^1];
        _readers[reader.Index] = last;
        last.Index = reader.Index;
        _readers.RemoveAt(_readers.Count - 1);
        reader.HeldIn = null;
    }

    public void CopyTo(List<FeedReader> target) => target.AddRange(_readers);

    /// <summary>Takes out and returns the newest member; null when there is none.</summary>
    public FeedReader? Pop()
    {
        if (_readers.Count == 0)
        {
            return null;
        }

        var reader = _readers[^1];
        Remove(reader);
        return reader;
    }
}
