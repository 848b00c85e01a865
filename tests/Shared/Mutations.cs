namespace ChatAspire.Tests.Shared;

/// <summary>Damaged copies of what a tool printed: a parser must take any of them without crashing.</summary>
internal static class Mutations
{
    /// <summary>So many bytes at most are changed in a copy.</summary>
    public const int MaxChanges = 8;

    /// <param name="seed">The same seed gives the same copies, so that a failure can be repeated.</param>
    /// <returns><paramref name="count"/> copies, each with one byte or some changed, dropped, or put in, or with its end cut off.</returns>
    public static IEnumerable<byte[]> Of(byte[] bytes, int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var copy = bytes.ToList();
            for (var changes = random.Next(1, MaxChanges + 1); changes > 0 && copy.Count > 0; changes--)
            {
                Change(copy, random);
            }

            yield return [.. copy];
        }
    }

    private static void Change(List<byte> copy, Random random)
    {
        var at = random.Next(copy.Count);
        switch (random.Next(16))
        {
            case 0:
                copy.RemoveRange(at, copy.Count - at);
                break;
            case < 4:
                copy.RemoveAt(at);
                break;
            case < 8:
                copy.Insert(at, (byte)random.Next(256));
                break;
            case < 12:
                copy[at] ^= (byte)(1 << random.Next(8));
                break;
            default:
                // What is special to some format does more harm than any byte.
                copy[at] = "\0\n \"{}[],:0-\\*%\xFF"u8[random.Next(16)];
                break;
        }
    }
}
