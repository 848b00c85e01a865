using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChatAspire.Lab.Challenges;

/// <summary>
/// Makes choices by a seed. Each choice is taken from SHA-256 of the seed and the choice's purpose, so it is the same on every machine,
/// and independent of all other choices by this seed.
/// </summary>
public sealed class SeededChoice(long seed)
{
    /// <summary>Chooses a number.</summary>
    /// <param name="purpose">The name of the choice: "mtu".</param>
    /// <returns>A number from 0 to <paramref name="count"/> - 1.</returns>
    public int Number(string purpose, int count)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}:{purpose}")));
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)count);
    }

    /// <summary>Chooses one of several values.</summary>
    /// <param name="purpose">The name of the choice.</param>
    public T Of<T>(string purpose, params IReadOnlyList<T> values) => values[Number(purpose, values.Count)];
}
