using System.Security.Cryptography;

namespace ChatAspire.Hosting.Lab.Map;

/// <summary>The pages of the last walks.</summary>
internal sealed class WalkPages
{
    /// <summary>The number of pages to keep: a page takes some hundred kilobytes.</summary>
    private const int MaxPages = 30;

    private readonly Queue<(string Id, byte[] Page)> _pages = new();

    /// <summary>Keeps a page, and forgets the oldest.</summary>
    /// <returns>The page's id.</returns>
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

    /// <summary>Finds a page; null if it is forgotten.</summary>
    public byte[]? Find(string id)
    {
        lock (_pages)
        {
            return _pages.FirstOrDefault(one => one.Id == id).Page;
        }
    }
}
