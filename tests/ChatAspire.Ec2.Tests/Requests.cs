using ChatAspire.FakeEc2;

namespace ChatAspire.Ec2.Tests;

/// <summary>How many requests a verb may make, and how they are counted.</summary>
internal static class Requests
{
    public const int MostOfUp = 25;
    public const int MostOfDown = 12;

    /// <summary>
    /// All requests but the waits: looking for the instances again and again (every look but the first, and the one that
    /// ends the verb), and repeating a call until EC2 knows what it names.
    /// </summary>
    public static IReadOnlyList<ApiCall> WithoutWaits(this IReadOnlyList<ApiCall> calls)
    {
        var looks = calls.Where(c => c.Action == "DescribeInstances").ToList();
        var waits = looks.Skip(1).SkipLast(1)
            .Concat(calls.Where(c => !c.DryRun && c.Error?.EndsWith(".NotFound", StringComparison.Ordinal) == true)).ToHashSet();
        return [.. calls.Where(c => !waits.Contains(c))];
    }
}
