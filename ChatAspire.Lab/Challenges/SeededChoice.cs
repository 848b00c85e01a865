using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChatAspire.Lab.Challenges;

/// <summary>
/// Chooses by a seed: the same everywhere, because it depends on SHA-256 alone, and independent of the other choices of the same seed.
/// </summary>
public sealed class SeededChoice(long seed)
{
    /// <summary>Chooses a number.</summary>
    /// <param name="purpose">Names the choice.</param>
    /// <returns>A number from 0 to <paramref name="count"/> - 1.</returns>
    public int Number(string purpose, int count)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}:{purpose}")));
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)count);
    }

    /// <summary>Chooses one of several values.</summary>
    public T Of<T>(string purpose, params IReadOnlyList<T> values) => values[Number(purpose, values.Count)];
}
