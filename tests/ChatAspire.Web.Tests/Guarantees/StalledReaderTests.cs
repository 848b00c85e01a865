using System.Globalization;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Readers that open a stream and never read it, next to readers that keep up.</summary>
[Collection(nameof(Guarantees)), Trait("tier", "guarantee")]
public sealed class StalledReaderTests(ITestOutputHelper output)
{
    private const string Room = "stalled";
    private const int Readers = 20;
    private const int Stalled = 50;
    private const int MessagesPerRound = 400;
    private const int BurstMessages = 1_000;
    private const int FloodMessages = 10_000;
    private const int LongText = 3_900; // characters
    private const int StallSeconds = 10;

    [Fact]
    public async Task Stalled_readers_do_not_delay_the_others()
    {
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

    [Fact]
    public async Task Stalled_readers_take_bounded_memory_and_are_disconnected()
    {
        const long MegaByte = 1 << 20;
        const long HeapLimit = 128 * MegaByte; // enforced by the collector: beyond it the node ends with an OutOfMemoryException
        const long RuntimeBytes = 96 * MegaByte; // code and stacks, outside the heap
        const long MaxResident = HeapLimit + RuntimeBytes;
        const long FloodBytes = (long)FloodMessages * LongText;
        Assert.True(Stalled * FloodBytes > 5 * MaxResident, "the flood must exceed the memory, or the test proves nothing");

        var cancel = TestContext.Current.CancellationToken;
        var heapLimit = ("DOTNET_GCHeapHardLimit", HeapLimit.ToString("x", CultureInfo.InvariantCulture));
        await using var redis = new RedisServer { IsPersistent = false };
        await redis.StartAsync();
        await using var node = new ChatNode("chat-a", redis.ConnectionString, heapLimit);
        await node.StartAsync();
        await using var audience = await Audience.OpenAsync(node.Url, Room, Readers, cancel);
        await audience.WriteAsync("flood.warm", FloodMessages, LongText, parallel: 16, TimeSpan.Zero, cancel);
        var before = node.Process.ResidentBytes;

        using var stalledReaders = await StalledReaders.OpenAsync(node.Url, Room, Stalled, cancel);
        await audience.WriteAsync("flood", FloodMessages, LongText, parallel: 16, TimeSpan.Zero, cancel);
        var after = node.Process.ResidentBytes;
        var remaining = await stalledReaders.RemainingAfterAsync(TimeSpan.FromSeconds(StallSeconds + 5), cancel);

        output.WriteLine($"  {FloodBytes / MegaByte} MiB to each of {Stalled} stalled readers, {remaining} of them still connected");
        output.WriteLine(
            $"  resident {before / MegaByte} MiB before, {after / MegaByte} MiB after, limit {MaxResident / MegaByte} MiB");
        Assert.False(node.Process.HasExited, "the node exited");
        Assert.True(after <= MaxResident, $"resident {after} bytes");
        Assert.Equal(0, remaining);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Format(List<double> values) =>
        string.Join(' ', values.Select(v => v.ToString("N1", CultureInfo.InvariantCulture)));
}
