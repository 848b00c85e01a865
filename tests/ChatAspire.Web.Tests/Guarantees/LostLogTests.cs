using System.Net.Http.Json;
using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Guarantees;

[Collection(nameof(Outages)), Trait("tier", "guarantee")]
public sealed class LostLogTests(ITestOutputHelper output)
{
    private const int Messages = 3_000;
    private const int LostBytes = 100_000; // some hundred messages

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
        await AssertNewEpochAfterAsync(redis, () => Faults.RestartAsync(redis), cancel);
    }

    [Fact]
    public async Task Losing_the_tail_of_the_append_only_file_under_load_starts_a_new_epoch_for_every_reader()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await AssertNewEpochAfterAsync(redis, () => Faults.RollBackAsync(redis, LostBytes), cancel);
    }

    /// <summary>The node that gave the number out is gone, and the other one never knew it.</summary>
    [Fact]
    public async Task A_number_lost_by_a_restart_without_an_append_only_file_is_not_given_out_again()
    {
        await using var redis = new RedisServer { IsPersistent = false };
        await redis.StartAsync();
        await using var a = new ChatNode("chat-a", redis.ConnectionString);
        await a.StartAsync();
        await using var b = new ChatNode("chat-b", redis.ConnectionString);
        await b.StartAsync();
        await a.SayAsync("room", "1", "kept");
        await redis.SendAsync("SAVE");
        var lost = await a.SayAsync("room", "2", "lost");
        await a.KillAsync();

        await Faults.RestartAsync(redis);
        var next = await b.SayAsync("room", "3", "next");

        Assert.Equal(lost.Seq, next.Seq);
        Assert.NotEqual(lost.Epoch, next.Epoch);
    }

    /// <summary>Garnet may be killed between the commands that store a message: its id, its body, the newest number.</summary>
    [Theory]
    [InlineData("ZADD chat:{room}:ids 4 next")]
    [InlineData("HSET chat:{room}:head seq 2")]
    public async Task A_message_that_was_stored_in_part_keeps_its_number_or_was_never_there(string part)
    {
        await using var redis = new RedisServer { IsPersistent = false };
        await redis.StartAsync();
        await using var node = new ChatNode("chat-a", redis.ConnectionString);
        await node.StartAsync();
        foreach (var id in new[] { "1", "2", "3" })
        {
            await node.SayAsync("room", id, $"text {id}");
        }

        await redis.SendAsync(part.Split(' '));
        await redis.SendAsync("SAVE");
        await node.KillAsync();
        await Faults.RestartAsync(redis);
        await node.StartAsync();

        var before = await HistoryAsync(node);
        var next = await node.SayAsync("room", "next", "text next");
        var repeated = await node.SayAsync("room", "3", "text 3");

        string[] stored = ["1 1", "2 2", "3 3", "4 next"];
        Assert.Equal(stored[..3], before);
        Assert.Equal(stored, await HistoryAsync(node));
        Assert.Equal((4, 3), (next.Seq, repeated.Seq));
    }

    private static async Task<string[]> HistoryAsync(ChatNode node)
    {
        var history = await node.Http.GetFromJsonAsync<JsonElement>("api/rooms/room/messages?after=0&limit=10");
        return [.. history.GetProperty("messages").EnumerateArray()
            .Select(message => $"{message.GetProperty("seq")} {message.GetProperty("id").GetString()}")];
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
        await Faults.RollBackAsync(redis, LostBytes);
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
}
