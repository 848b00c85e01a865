using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

[Collection(nameof(Guarantees)), Trait("tier", "guarantee")]
public sealed class LostLogTests(ITestOutputHelper output)
{
    private const int Messages = 3_000;

    [Fact]
    public async Task Flushing_Redis_under_load_starts_a_new_epoch_for_every_reader()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await AssertNewEpochAfterAsync(redis, () => redis.SendAsync("FLUSHALL"), cancel);
    }

    [Fact]
    public async Task Restarting_a_Redis_without_persistence_under_load_starts_a_new_epoch_for_every_reader()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer { IsPersistent = false };
        await redis.StartAsync();
        await AssertNewEpochAfterAsync(redis, () => RestartAsync(redis, () => { }), cancel);
    }

    [Fact]
    public async Task Losing_the_tail_of_the_append_only_file_under_load_starts_a_new_epoch_for_every_reader()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await AssertNewEpochAfterAsync(redis, () => RestartAsync(redis, () => CutTail(redis)), cancel);
    }

    /// <summary>Only the readers still know the end of the log: the nodes restarted, and nothing is written meanwhile.</summary>
    [Fact]
    public async Task Readers_reveal_a_lost_tail_after_the_nodes_restarted_too()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var a = new ChatNode("chat-a", redis.ConnectionString);
        await a.StartAsync();
        await using var b = new ChatNode("chat-b", redis.ConnectionString);
        await b.StartAsync();
        await using var crowd = new Crowd([a.Url, b.Url], rooms: 1, writers: 2, readers: 6, cancel);
        crowd.StartReading();
        crowd.StartWriting(Messages / 3, pause: TimeSpan.Zero);
        await crowd.SettleAsync();

        await Task.WhenAll(a.KillAsync(), b.KillAsync());
        await RestartAsync(redis, () => CutTail(redis));
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await crowd.UntilAsync(() => crowd.Readers.All(r => r.Epochs > 0), "every reader received an epoch event");
        crowd.StartWriting(Messages / 3, pause: TimeSpan.Zero);
        await crowd.SettleAsync();

        output.WriteLine(crowd.Figures());
        Assert.All(crowd.Readers, reader => Assert.Equal((1, 0), (reader.Epochs, reader.Gaps)));
        crowd.AssertOneOrderInTheLastEpoch();
    }

    /// <summary>Loses the log, or a part of it, twice while writers write and readers read on both nodes.</summary>
    private async Task AssertNewEpochAfterAsync(RedisServer redis, Func<Task> lose, CancellationToken cancel)
    {
        await using var a = new ChatNode("chat-a", redis.ConnectionString);
        await a.StartAsync();
        await using var b = new ChatNode("chat-b", redis.ConnectionString);
        await b.StartAsync();
        await using var crowd = new Crowd([a.Url, b.Url], rooms: 2, writers: 4, readers: 12, cancel);
        crowd.StartReading();
        crowd.StartWriting(Messages, pause: TimeSpan.FromMilliseconds(3));
        await crowd.UntilWrittenAsync(Messages / 3);
        await lose();
        await crowd.UntilWrittenAsync(2 * Messages / 3);
        await lose();
        await crowd.SettleAsync();

        output.WriteLine(crowd.Figures());
        Assert.All(crowd.Readers, reader => Assert.Equal((2, 0), (reader.Epochs, reader.Gaps)));
        crowd.AssertOneOrderInTheLastEpoch(); // the ledger asserts that no number was used twice
    }

    private static async Task RestartAsync(RedisServer redis, Action whileDown)
    {
        await redis.KillAsync();
        whileDown();
        await redis.StartAsync();
    }

    /// <summary>
    /// Removes the last few hundred messages of the file, like a disk that reports a sync too early. The file ends after a
    /// script, because Redis 7.0 (aof.c, readerr) keeps the first half of a torn one and runs it at the next restart.
    /// </summary>
    private static void CutTail(RedisServer redis)
    {
        const int LostBytes = 100_000;
        var scriptEnd = "\r\nEXEC\r\n"u8;
        var file = Directory.EnumerateFiles(Path.Combine(redis.Data, "appendonlydir"), "*.incr.aof").Single();
        var log = File.ReadAllBytes(file);
        Assert.True(log.Length > 2 * LostBytes, $"the file has {log.Length} bytes, too few to lose {LostBytes}");
        var end = log.AsSpan(0, log.Length - LostBytes).LastIndexOf(scriptEnd) + scriptEnd.Length;
        File.WriteAllBytes(file, log[..end]);
    }
}
