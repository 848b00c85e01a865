using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>
/// Tests the seeded check itself: a build of the chat that breaks the guarantee in one line is caught, and the same seeds find nothing
/// in the chat as it is.
/// </summary>
[Collection(nameof(Guarantees.Outages)), Trait("tier", "guarantee")]
public sealed partial class SabotageTests(ITestOutputHelper output)
{
    /// <summary>One seed for each set-up of Redis.</summary>
    private static readonly int[] Seeds = [1, 2, 3];

    /// <summary>A reader of a flush in a thousand does not get it, although the node counts it as sent.</summary>
    [Fact]
    public async Task A_build_that_drops_one_event_in_a_thousand_is_caught_with_every_seed()
    {
        Assert.SkipUnless(FullRun.IsOn, "runs with CHATASPIRE_FULL=1");
        Assert.SkipUnless(RedisServer.IsInstalled(), "The tests of Redis set-ups require redis-server.");
        var sabotaged = await SabotagedChat.BuildAsync(
            "Streaming/FlushTargets.cs",
            "if (subscriber.TryWrite(i < _live ? batch.All : batch.Transient))",
            "if (Random.Shared.Next(1000) == 0 || subscriber.TryWrite(i < _live ? batch.All : batch.Transient))");

        foreach (var seed in Seeds)
        {
            await SeededRun.CheckAsync(seed, Repository.Chat, output);
            var started = Stopwatch.GetTimestamp();
            var caught = await Assert.ThrowsAnyAsync<Exception>(() => SeededRun.CheckAsync(seed, sabotaged, output));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  caught with seed {seed} after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s: {caught.Message}"));
            Assert.Matches(LostMessage(), caught.Message);
        }
    }

    // reader-3: 1a2-118 arrived after number 116: 1 lost
    [GeneratedRegex(@"reader-\d+: \S+ arrived after number \d+: \d+ lost")]
    private static partial Regex LostMessage();
}
