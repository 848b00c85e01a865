using System.Numerics;

namespace ChatAspire.Lab.Spec;

/// <summary>Divides the overlay's subnet into equal parts: one for the fixed addresses, one for each host's engine.</summary>
internal static class SubnetParts
{
    /// <summary>The fewest addresses worth giving an engine, as bits.</summary>
    private const int SmallestRangeBits = 3;

    /// <summary>The number of prefix bits that tell the parts apart.</summary>
    public static int Bits(int hosts) => BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)hosts + 1));

    /// <summary>The longest prefix whose addresses are enough for this many hosts.</summary>
    public static int LongestPrefix(int hosts) => 32 - Bits(hosts) - SmallestRangeBits;
}
