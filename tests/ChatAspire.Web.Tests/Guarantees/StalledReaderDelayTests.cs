using System.Globalization;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>The delay of readers that keep up, next to readers that open a stream and never read it.</summary>
[Collection(nameof(Guarantees)), Trait("tier", "guarantee")]
public sealed class StalledReaderDelayTests(ITestOutputHelper output)
{
    private const string Room = "stalled";
    private const int Readers = 20;
    private const int Stalled = 50;
    private const int MessagesPerRound = 400;
    private const int BurstMessages = 1_000;
    private const int LongText = 3_900; // characters

    [Fact]
    public async Task Stalled_readers_do_not_delay_the_others()
    {
        Assert.SkipUnless(FullRun.IsOn, "measures delays for a minute; eng/test --full runs it.");
        const int MinRounds = 5;
        const int MaxRounds = 15;
        const double MaxRatio = 1.2;
        const double Resolution = 0.5; // ms; rounds of the same kind differ by more than this on an idle machine
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer { IsPersistent = false };
        await redis.StartAsync();
        await using var node = new ChatNode("chat-a", redis.ConnectionString);
        await node.StartAsync();
        await using var audience = await Audience.OpenAsync(node.Url, Room, Readers, cancel);
        await audience.WriteAsync("warm", 2 * BurstMessages, 100, parallel: 4, TimeSpan.Zero, cancel);

        // The machine's noise exceeds the effect to detect. So rounds of both kinds alternate, their medians are compared, and
        // further rounds follow while the comparison fails. A stalled reader that delays the others slows down all of its
        // rounds, so more rounds do not hide it.
        var without = new List<double>();
        var with = new List<double>();
        while (with.Count < MinRounds || (IsSlower() && with.Count < MaxRounds))
        {
            without.Add(await MeasureRoundAsync(stalled: 0));
            with.Add(await MeasureRoundAsync(Stalled));
        }

        var (before, after) = (Median(without), Median(with));
        output.WriteLine($"  p99 in ms without stalled readers: {Format(without)}");
        output.WriteLine($"  p99 in ms with {Stalled} of them:       {Format(with)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  medians {before:N2} and {after:N2}, ratio {after / before:N2}"));
        Assert.False(IsSlower(), $"p99 is {before} ms without stalled readers, {after} ms with them");

        bool IsSlower() => Median(with) > (MaxRatio * Median(without)) + Resolution;

        async Task<double> MeasureRoundAsync(int stalled)
        {
            var round = $"{without.Count}.{with.Count}";
            using var stalledReaders = await StalledReaders.OpenAsync(node.Url, Room, stalled, cancel);
            await audience.WriteAsync($"burst.{round}", BurstMessages, LongText, parallel: 8, TimeSpan.Zero, cancel); // fills all buffers
            return await audience.MeasureP99Async($"round.{round}", MessagesPerRound, cancel);
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Format(List<double> values) =>
        string.Join(' ', values.Select(v => v.ToString("N1", CultureInfo.InvariantCulture)));
}
