namespace ChatAspire.Tests.Shared;

/// <summary>Creates damaged copies of a tool's output, which a parser must read without crashing.</summary>
internal static class Mutations
{
    /// <summary>The maximum number of changes in a copy.</summary>
    public const int MaxChanges = 8;

    /// <summary>Creates copies, each with some bytes changed, removed or inserted, or with its end cut off.</summary>
    /// <param name="seed">The same seed gives the same copies, so that a failure can be repeated.</param>
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
                // Characters that are special in some format are more likely to break a parser.
                copy[at] = "\0\n \"{}[],:0-\\*%\xFF"u8[random.Next(16)];
                break;
        }
    }
}
