using System.Security.Cryptography;

namespace ChatAspire.Hosting.Lab.Map;

/// <summary>The pages of the newest walks, in memory.</summary>
internal sealed class WalkPages
{
    /// <summary>The maximum number of stored pages, each of some hundred kilobytes.</summary>
    private const int MaxPages = 30;

    private readonly Queue<(string Id, byte[] Page)> _pages = new();

    /// <summary>Stores a page, and discards the oldest if there are too many.</summary>
    /// <returns>The page's id, 16 random hex digits.</returns>
    public string Add(byte[] page)
    {
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        lock (_pages)
        {
            _pages.Enqueue((id, page));
            if (_pages.Count > MaxPages)
            {
                _pages.Dequeue();
            }
        }

        return id;
    }

    /// <summary>Returns a page by its id; null if the id is unknown or the page was discarded.</summary>
    public byte[]? Find(string id)
    {
        lock (_pages)
        {
            return _pages.FirstOrDefault(one => one.Id == id).Page;
        }
    }
}
