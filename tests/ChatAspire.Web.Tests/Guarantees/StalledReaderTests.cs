using System.Globalization;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

/// <summary>Readers that open a stream and never read it, next to readers that keep up.</summary>
[Trait("tier", "guarantee")]
public sealed class StalledReaderTests(ITestOutputHelper output)
{
    private const string Room = "stalled";
    private const int Readers = 20;
    private const int Stalled = 50;
    private const int FloodMessages = 10_000;
    private const int LongText = 3_900; // characters
    private const int StallSeconds = 10;

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
}
