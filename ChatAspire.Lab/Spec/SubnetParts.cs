using System.Numerics;

namespace ChatAspire.Lab.Spec;

/// <summary>
/// Divides the overlay's subnet into equal parts: one for the fixed addresses of lab.json, and one for each host's Docker Engine.
/// </summary>
internal static class SubnetParts
{
    /// <summary>The number of host bits in the smallest address range that a Docker Engine gets: 8 addresses.</summary>
    private const int SmallestRangeBits = 3;

    /// <summary>Returns the number of bits, after the subnet's prefix, that distinguish the parts.</summary>
    public static int Bits(int hosts) => BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)hosts + 1));

    /// <summary>Returns the length of the longest subnet prefix that leaves enough addresses for this many hosts.</summary>
    public static int LongestPrefix(int hosts) => 32 - Bits(hosts) - SmallestRangeBits;
}
