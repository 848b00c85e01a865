namespace ChatAspire.Web.Streaming;

/// <summary>Readers that the pump holds; each knows its place, so that adding and removing cost the same for any number.</summary>
internal sealed class ReaderSet
{
    private readonly List<FeedReader> _readers = [];

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

    /// <summary>Hands readers back to their own loops: all, or those that a condition picks.</summary>
    public void Release(Predicate<FeedReader>? which = null)
    {
        for (var i = _readers.Count - 1; i >= 0; i--)
        {
            var reader = _readers[i];
            if (which is null || which(reader))
            {
                Remove(reader);
                reader.Release();
            }
        }
    }
}
