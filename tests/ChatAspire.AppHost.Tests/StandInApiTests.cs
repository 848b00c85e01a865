using Aspire.Hosting;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>The stand-in has no type or overload that Aspire lacks.</summary>
public sealed class StandInApiTests
{
    // Where the feed has Aspire, this is Aspire's own assembly, and the list is checked against the real thing.
    private static readonly IReadOnlyList<string> Found = PublicApi.Of(typeof(DistributedApplication).Assembly, "Aspire.Hosting");

    private static readonly IReadOnlyList<string> Listed =
        [.. File.ReadLines(Path.Combine(Repository.Root, "tests/ChatAspire.AppHost.Tests/aspire-api.txt")).Where(line => line is not "" && line[0] != '#')];

    [Fact]
    public void Every_signature_that_was_checked_against_Aspire_s_source_is_there() =>
        Assert.Empty(Listed.Except(Found));

    [Fact]
    public void The_stand_in_has_no_signature_that_was_not_checked()
    {
        Assert.SkipUnless(typeof(DistributedApplication).Assembly == typeof(Places).Assembly, "Aspire's own packages are in use: there is no stand-in to check.");

        Assert.Empty(Found.Except(Listed));
    }
}
