using System.Diagnostics;
using System.Net;
using ChatAspire.Testing;
using ChatAspire.Web.Tests.Guarantees;

namespace ChatAspire.Web.Tests.Redis;

/// <summary>Failovers under load, with <c>Chat__Replicas=1</c>: no acknowledged message is lost.</summary>
[Collection(nameof(Guarantees.Outages)), Trait("tier", "guarantee")]
public sealed class FailoverTests(ITestOutputHelper output)
{
    private const int Messages = 900;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FailoverTimeout = TimeSpan.FromSeconds(30);
    private static readonly (string, string)[] OneReplica = [("Chat__Replicas", "1")];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failover_by_Sentinel_loses_no_acknowledged_message_and_the_old_master_returns_as_a_replica(bool freeze)
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.SkipUnless(RedisServer.IsInstalled(), "The tests of Redis set-ups require redis-server.");
        Assert.SkipWhen(
            freeze && !FullRun.IsOn,
            "a failover from a frozen master takes half a minute; eng/test --full runs it");
        await using var redis = new Sentinels();
        await redis.StartAsync();
        await using var a = new ChatNode("chat-a", redis.ConnectionString, OneReplica);
        await using var b = new ChatNode("chat-b", redis.ConnectionString, OneReplica);
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var crowd = new Crowd([a.Url, b.Url], rooms: 2, writers: 4, readers: 8, cancel);
        crowd.StartReading();
        crowd.StartWriting(Messages, Pause);
        await crowd.UntilWrittenAsync(Messages / 3);

        if (freeze)
        {
            redis.First.Freeze();
        }
        else
        {
            await redis.First.KillAsync();
        }

        await Wait.UntilAsync("the replica is the master", () => redis.IsMasterAsync(redis.Second), FailoverTimeout);
        if (freeze)
        {
            redis.First.Thaw();
        }
        else
        {
            await redis.First.StartAsync();
        }

        await crowd.SettleAsync(); // the old master takes itself for the master, until the sentinels make it a replica

        output.WriteLine(crowd.Figures());
        Assert.Equal(0, crowd.AssertNothingAcknowledgedIsLost());
        await Wait.UntilAsync(
            "the old master is a replica",
            async () => (await redis.First.AskAsync("INFO", "replication")).Contains("role:slave", StringComparison.Ordinal),
            2 * FailoverTimeout); // A sentinel waits before it reconfigures a master that has returned.
    }

    [Fact]
    public async Task A_node_that_starts_before_its_sentinels_waits_for_them()
    {
        Assert.SkipUnless(RedisServer.IsInstalled(), "The tests of Redis set-ups require redis-server.");
        await using var redis = new Sentinels();
        await using var node = new ChatNode("chat-a", redis.ConnectionString);
        await using var stopped = new ChatNode("chat-b", redis.ConnectionString);
        node.Launch();
        stopped.Launch();
        foreach (var waiting in (ChatNode[])[node, stopped])
        {
            await Wait.UntilAsync(
                $"{waiting.Name} waits", () => waiting.Process.Output.Contains("Waiting for the sentinels", StringComparison.Ordinal));
        }

        await stopped.Process.StopAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(0, stopped.Process.ExitCode);

        await redis.StartAsync();
        await Wait.UntilAsync("the node answers", async () => (await node.Http.GetAsync("alive")).IsSuccessStatusCode);
        await node.SayAsync("lobby", "m1", "one");
    }

    [Fact]
    public async Task A_cluster_loses_no_acknowledged_message_by_a_failover_and_a_slot_migration()
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.SkipUnless(RedisServer.IsInstalled(), "The tests of Redis set-ups require redis-server.");
        await using var redis = new RedisCluster();
        await redis.StartAsync();
        await using var a = new ChatNode("chat-a", redis.ConnectionString, OneReplica);
        await using var b = new ChatNode("chat-b", redis.ConnectionString, OneReplica);
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var crowd = new Crowd([a.Url, b.Url], rooms: 4, writers: 4, readers: 8, cancel);
        crowd.StartReading();
        crowd.StartWriting(Messages, Pause);
        await crowd.UntilWrittenAsync(Messages / 4);

        await redis.FailOverAsync("room-0");
        await crowd.UntilWrittenAsync(Messages / 2);

        await redis.MoveSlotsAsync(500);
        await crowd.SettleAsync();

        output.WriteLine(crowd.Figures());
        Assert.Equal(0, crowd.AssertNothingAcknowledgedIsLost());

        // Participants and typing work across the shards too.
        using var events = b.Events("room-3", "?name=Bo&tail=0");
        await events.UntilAsync(item => item.Name == "here" && item.Data.Contains("Bo", StringComparison.Ordinal));
        using var typing = await a.Http.PostAsync(
            new Uri("api/rooms/room-3/typing", UriKind.Relative),
            new StringContent("""{"author":"Aki"}""", null, "application/json"),
            cancel);
        Assert.Equal(HttpStatusCode.NoContent, typing.StatusCode);
        await events.UntilAsync("typing");
    }

    [Fact]
    public async Task A_message_without_its_replica_is_refused_in_time_and_its_retry_is_harmless()
    {
        Assert.SkipUnless(RedisServer.IsInstalled(), "The tests of Redis set-ups require redis-server.");
        await using var master = new RedisServer();
        await using var replica = new RedisServer { Options = ["--replicaof", "127.0.0.1", $"{master.Port}"] };
        await master.StartAsync();
        await replica.StartAsync();
        await using var node = new ChatNode("chat-a", master.ConnectionString, OneReplica);
        await node.StartAsync();
        await node.SayAsync("lobby", "m1", "one");

        replica.Freeze();
        try
        {
            var clock = Stopwatch.StartNew();
            using var answer = await node.PostAsync("lobby", "m2", "tester", "two");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"The answer took {clock.Elapsed}.");
            var detail = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("too few replicas", detail, StringComparison.Ordinal);
        }
        finally
        {
            replica.Thaw();
        }

        Assert.Equal(2, (await node.SayAsync("lobby", "m2", "two")).Seq);
        Assert.Equal(3, (await node.SayAsync("lobby", "m3", "three")).Seq);
    }
}
