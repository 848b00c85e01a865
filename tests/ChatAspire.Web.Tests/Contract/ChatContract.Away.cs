using System.Diagnostics;
using System.Net;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Contract;

/// <content>What happens while Redis is away, and when it comes back with less than it had.</content>
public abstract partial class ChatContract
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task While_Redis_is_stopped_a_post_is_refused_in_time_and_readers_are_told()
    {
        var room = NewRoom();
        await SayManyAsync(room, 1, 3);
        using var events = B.Events(room);
        await events.MessagesAsync(3);

        await pair.Server.KillAsync();
        await AssertRefusedInTimeAsync(room);
        Assert.Equal("""{"state":"away"}""", (await events.UntilAsync("redis")).Data);

        await pair.Server.StartAsync();
        Assert.Equal("""{"state":"up"}""", (await events.UntilAsync("redis")).Data);
        await SayUntilTakenAsync(room, "m4");

        // What was acknowledged survived the kill; nothing is new but the message after it.
        var next = await events.UntilAsync(item => item.Name is "message" or "epoch" or "gap");
        Assert.Equal(4, Seq(next));
        Assert.Equal(1, events.Connections);
    }

    [Fact]
    public async Task While_Redis_is_frozen_a_post_is_refused_in_time_and_all_goes_on_after_it()
    {
        var room = NewRoom();
        await SayManyAsync(room, 1, 3);
        using var events = B.Events(room);
        await events.MessagesAsync(3);

        // The test before may have ended while this node still took Redis for away: then it would have nothing new to tell.
        await Wait.UntilAsync("the node knows that Redis is up", async () => (await B.PostAsync(NewRoom(), "up", "tester", "text")).StatusCode == HttpStatusCode.Created);

        pair.Server.Freeze();
        try
        {
            await AssertRefusedInTimeAsync(room);
            await events.UntilAsync(item => item is { Name: "redis", Data: """{"state":"away"}""" });
        }
        finally
        {
            pair.Server.Thaw();
        }

        // The refused post lay in the frozen server's socket: it may well be executed now, before the retry, and is the same message.
        await SayUntilTakenAsync(room, "m4");
        var (isUp, isDelivered) = (false, false);
        await events.UntilAsync(item =>
        {
            isUp |= item is { Name: "redis", Data: """{"state":"up"}""" };
            isDelivered |= item.Name == "message" && Seq(item) == 4;
            return isUp && isDelivered;
        });
        Assert.Equal(4, (await JsonAsync(B, $"api/rooms/{room}/messages")).GetProperty("last").GetInt64());
    }

    [Fact]
    public async Task A_node_that_starts_without_Redis_serves_readers_and_goes_on_when_it_comes()
    {
        var room = NewRoom();
        await SayManyAsync(room, 1, 3);
        await pair.Server.KillAsync();
        await A.KillAsync();
        await A.StartAsync();
        using var events = A.Events(room);
        var hello = await events.UntilAsync("hello");

        await pair.Server.StartAsync();

        Assert.Equal("away", hello.Json.GetProperty("redis").GetString());
        Assert.Equal(Numbers(1, 3), (await events.MessagesAsync(3)).Select(Seq));
    }

    [Fact]
    public async Task When_the_log_is_emptied_readers_are_told_of_a_new_epoch_and_no_number_is_used_twice()
    {
        var room = NewRoom();
        await SayManyAsync(room, 1, 5);
        using var events = B.Events(room);
        var old = (await events.MessagesAsync(5))[^1].Id!;

        await pair.Server.SendAsync("FLUSHALL");
        var epoch = await events.UntilAsync("epoch");
        var (newEpoch, seq) = await A.SayAsync(room, "after", "after");
        var message = await events.UntilAsync("message");
        using var resumed = B.Events(room, lastEventId: old);

        Assert.Equal(old[..old.IndexOf('-', StringComparison.Ordinal)], epoch.Json.GetProperty("was").GetString());
        Assert.Equal(newEpoch, epoch.Json.GetProperty("epoch").GetString());
        Assert.NotEqual(epoch.Json.GetProperty("was").GetString(), newEpoch);
        Assert.Equal($"{newEpoch}-{seq}", message.Id);
        Assert.Equal(newEpoch, (await resumed.UntilAsync("epoch")).Json.GetProperty("epoch").GetString());
        Assert.Equal(message.Id, (await resumed.UntilAsync("message")).Id);
    }

    [Fact]
    public async Task When_the_log_lost_its_tail_a_new_epoch_begins_with_what_survived()
    {
        var room = NewRoom();
        await SayManyAsync(room, 1, 5);
        using var events = B.Events(room);
        var old = (await events.MessagesAsync(5))[^1];

        // As a Redis would come back that had not written its newest two messages down.
        await pair.Server.SendAsync("LTRIM", $"chat:{{{room}}}:log", "0", "2");
        await pair.Server.SendAsync("ZREMRANGEBYSCORE", $"chat:{{{room}}}:ids", "4", "5");
        await pair.Server.SendAsync("HSET", $"chat:{{{room}}}:head", "seq", "3");

        await events.UntilAsync("epoch");
        var survived = await events.MessagesAsync(3);
        await B.SayAsync(room, "m6", "new");
        var next = await events.UntilAsync("message");

        Assert.Equal(Numbers(1, 3), survived.Select(Seq));
        Assert.Equal(4, Seq(next));
        Assert.NotEqual(Epoch(old), Epoch(next));
        static string Epoch(SseEvent message) => message.Id!.Split('-')[0];
    }

    [Fact]
    public async Task When_the_newest_message_lost_its_id_a_retry_is_still_no_second_message()
    {
        var room = NewRoom();
        await SayManyAsync(room, 1, 5);

        // As a Garnet that was killed between the commands of a script.
        await pair.Server.SendAsync("ZREM", $"chat:{{{room}}}:ids", "m5");
        await B.SayAsync(room, "m6", "another writer was quicker");

        Assert.Equal(5, (await A.SayAsync(room, "m5", "5")).Seq);
        Assert.Equal(6, (await JsonAsync(A, $"api/rooms/{room}/messages")).GetProperty("last").GetInt64());
    }

    private async Task AssertRefusedInTimeAsync(string room)
    {
        var clock = Stopwatch.StartNew();
        using var answer = await A.PostAsync(room, "m4", "tester", "text");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.True(clock.Elapsed < AnswerLimit, $"It took {clock.Elapsed}.");
    }

    private Task SayUntilTakenAsync(string room, string id) => Wait.UntilAsync(
        "a post is taken again",
        async () => (await A.PostAsync(room, id, "tester", "text")).StatusCode == HttpStatusCode.Created);
}
