using System.Numerics;

namespace ChatAspire.Lab.Spec;

/// <summary>Divides the overlay's subnet into equal parts: one for the fixed addresses, and one for each host's engine.</summary>
internal static class SubnetParts
{
    /// <summary>The size of the smallest useful range of an engine, in bits.</summary>
    private const int SmallestRangeBits = 3;

    /// <summary>The number of prefix bits that distinguish the parts.</summary>
    public static int Bits(int hosts) => BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)hosts + 1));

    /// <summary>The longest prefix that has enough addresses for this many hosts.</summary>
    public static int LongestPrefix(int hosts) => 32 - Bits(hosts) - SmallestRangeBits;
}
