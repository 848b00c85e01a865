using System.Diagnostics;
using System.Net;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Contract;

/// <content>Behaviour while Redis is unavailable, and after it restarted with less than it had.</content>
public abstract partial class ChatContract
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_stopped_Redis_refuses_posts_in_time_and_readers_are_notified()
    {
        var room = NewRoom();
        await PostManyAsync(room, 1, 3);
        using var events = B.Events(room);
        await events.MessagesAsync(3);

        await pair.Server.KillAsync();
        await AssertRefusedInTimeAsync(room);
        Assert.Equal("""{"state":"away"}""", (await events.UntilAsync("redis")).Data);

        await pair.Server.StartAsync();
        Assert.Equal("""{"state":"up"}""", (await events.UntilAsync("redis")).Data);
        await PostUntilAcceptedAsync(room, "m4");

        // Acknowledged messages survived the kill. Only the message posted afterwards is new; but a server that may have lost a message
        // that readers have seen begins a new epoch, and readers start over.
        var next = await events.UntilAsync(item => item.Name is "message" or "epoch" or "gap");
        if (pair.Server.NotifiesBeforeSaving)
        {
            Assert.Equal("epoch", next.Name);
            Assert.Equal(Numbers(1, 3), (await events.MessagesAsync(3)).Select(Seq));
            next = await events.UntilAsync("message");
        }

        Assert.Equal(4, Seq(next));
        Assert.Equal(1, events.Connections);
    }

    [Fact]
    public async Task A_frozen_Redis_refuses_posts_in_time_and_everything_resumes_afterwards()
    {
        var room = NewRoom();
        await PostManyAsync(room, 1, 3);
        using var events = B.Events(room);
        await events.MessagesAsync(3);

        // An earlier test may have left this node with Redis unavailable; freezing Redis would then change nothing.
        await Wait.UntilAsync(
            "the node knows that Redis is available",
            async () => (await B.PostAsync(NewRoom(), "up", "tester", "text")).StatusCode == HttpStatusCode.Created);

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

        // The refused post is still in the frozen server's socket. It may be executed before the retry, and is the same message.
        await PostUntilAcceptedAsync(room, "m4");
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
    public async Task A_node_that_starts_without_Redis_serves_readers_and_continues_when_Redis_starts()
    {
        var room = NewRoom();
        await PostManyAsync(room, 1, 3);
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
    public async Task An_emptied_log_starts_a_new_epoch_and_no_number_is_used_twice()
    {
        var room = NewRoom();
        await PostManyAsync(room, 1, 5);
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
    public async Task A_log_that_lost_its_tail_starts_a_new_epoch_with_the_surviving_messages()
    {
        var room = NewRoom();
        await PostManyAsync(room, 1, 5);
        using var events = B.Events(room);
        var old = (await events.MessagesAsync(5))[^1];

        // Simulates a Redis that restarts without its two newest messages.
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

    private async Task AssertRefusedInTimeAsync(string room)
    {
        var clock = Stopwatch.StartNew();
        using var answer = await A.PostAsync(room, "m4", "tester", "text");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.True(clock.Elapsed < AnswerTimeout, $"The answer took {clock.Elapsed}.");
    }

    private Task PostUntilAcceptedAsync(string room, string id) => Wait.UntilAsync(
        "a post is accepted again",
        async () => (await A.PostAsync(room, id, "tester", "text")).StatusCode == HttpStatusCode.Created);
}
