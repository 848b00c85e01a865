using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

[Collection(nameof(Guarantees)), Trait("tier", "guarantee")]
public sealed class EmptiedLogTests(ITestOutputHelper output)
{
    private const int Messages = 3_000;

    [Fact]
    public async Task Readers_are_told_when_Redis_is_flushed_under_load()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await ReadersAreToldWhenAsync(redis, () => redis.SendAsync("FLUSHALL"), cancel);
    }

    [Fact]
    public async Task Readers_are_told_when_a_Redis_without_persistence_restarts_under_load()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer { IsPersistent = false };
        await redis.StartAsync();
        await ReadersAreToldWhenAsync(redis, () => KillAndAsync(redis, () => { }, cancel), cancel);
    }

    [Fact]
    public async Task Readers_are_told_when_the_append_only_file_lost_its_tail_under_load()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await ReadersAreToldWhenAsync(redis, () => KillAndAsync(redis, () => CutTail(redis), cancel), cancel);
    }

    /// <summary>Only the readers still know how far the log went: no node remembers, and nothing is written meanwhile.</summary>
    [Fact]
    public async Task Readers_are_told_when_the_tail_is_lost_and_the_nodes_were_restarted_too()
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
        await KillAndAsync(redis, () => CutTail(redis), cancel);
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await crowd.UntilAsync(() => crowd.Readers.All(r => r.Epochs > 0), "every reader being told of a new epoch");
        crowd.StartWriting(Messages / 3, pause: TimeSpan.Zero);
        await crowd.SettleAsync();

        output.WriteLine(crowd.Figures());
        Assert.All(crowd.Readers, reader => Assert.Equal((1, 0), (reader.Epochs, reader.Gaps)));
        crowd.AssertOneOrderInTheLastEpoch();
    }

    /// <summary>Loses the log, or a part of it, twice while writers write and readers read on both nodes.</summary>
    private async Task ReadersAreToldWhenAsync(RedisServer redis, Func<Task> lose, CancellationToken cancel)
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
        crowd.AssertOneOrderInTheLastEpoch(); // and that no number was used twice
    }

    private static async Task KillAndAsync(RedisServer redis, Action whileDown, CancellationToken cancel)
    {
        await redis.KillAsync();
        whileDown();
        await redis.StartAsync();
    }

    /// <summary>
    /// What a disk that lies about its syncs may do: the file ends some hundred messages ago. It ends behind a script,
    /// because Redis 7.0 (aof.c, readerr) leaves the first half of a torn one in the file and runs it at the restart after.
    /// </summary>
    private static void CutTail(RedisServer redis)
    {
        const int Lost = 100_000;
        var scriptEnd = "\r\nEXEC\r\n"u8;
        var file = Directory.EnumerateFiles(Path.Combine(redis.Data, "appendonlydir"), "*.incr.aof").Single();
        var log = File.ReadAllBytes(file);
        Assert.True(log.Length > 2 * Lost, $"the file has {log.Length} bytes, too few to lose {Lost}");
        var end = log.AsSpan(0, log.Length - Lost).LastIndexOf(scriptEnd) + scriptEnd.Length;
        File.WriteAllBytes(file, log[..end]);
    }
}
