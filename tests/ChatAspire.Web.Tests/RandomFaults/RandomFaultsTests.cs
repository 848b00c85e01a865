using System.Globalization;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>
/// The guarantee through faults that a seed draws: three of the nodes and three of Redis, in pairs that come one after the other or
/// together. A seed that failed is run alone with <c>CHATASPIRE_SEEDS=7</c>.
/// </summary>
[Collection(nameof(Guarantees.Outages)), Trait("tier", "guarantee")]
public sealed class RandomFaultsTests(ITestOutputHelper output)
{
    /// <summary>The seeds: 60 with CHATASPIRE_FULL=1, or those that CHATASPIRE_SEEDS lists; else one.</summary>
    public static TheoryData<int> Seeds => Environment.GetEnvironmentVariable("CHATASPIRE_SEEDS") is { Length: > 0 } seeds
        ? [.. seeds.Split(',').Select(seed => int.Parse(seed, CultureInfo.InvariantCulture))]
        : [.. Enumerable.Range(1, FullRun.IsOn ? 60 : 1)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_seed_s_faults_break_no_guarantee(int seed)
    {
        Assert.SkipUnless(RedisServer.IsInstalled(), "The tests of Redis set-ups require redis-server.");
        await SeededRun.CheckAsync(seed, Repository.Chat, output);
    }
}
