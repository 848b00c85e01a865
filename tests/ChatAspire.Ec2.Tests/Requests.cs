using ChatAspire.FakeEc2;

namespace ChatAspire.Ec2.Tests;

/// <summary>Counts the requests of a command, and sets their limits.</summary>
internal static class Requests
{
    public const int MostOfUp = 30;
    public const int MostOfDown = 12;

    /// <summary>
    /// All requests except polling: repeated queries for the instances (every query but the first, and the one that
    /// ends the command), and retries of a call until EC2 finds the resource it names.
    /// </summary>
    public static IReadOnlyList<ApiCall> WithoutWaits(this IReadOnlyList<ApiCall> calls)
    {
        var looks = calls.Where(c => c.Action == "DescribeInstances").ToList();
        var waits = looks.Skip(1).SkipLast(1)
            .Concat(calls.Where(c => !c.DryRun && c.Error?.EndsWith(".NotFound", StringComparison.Ordinal) == true)).ToHashSet();
        return [.. calls.Where(c => !waits.Contains(c))];
    }
}
