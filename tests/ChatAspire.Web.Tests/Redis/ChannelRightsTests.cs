using System.Net;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Redis;

/// <summary>A user that may not use channels: delivery never depends on notifications.</summary>
public sealed class ChannelRightsTests
{
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Without_channels_messages_are_stored_and_delivered_and_the_missing_right_is_named()
    {
        Assert.SkipUnless(RedisServer.IsInstalled(), "The tests of Redis set-ups require redis-server.");
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await redis.SendAsync("ACL", "SETUSER", "chat", "on", ">secret", "~chat:*", "resetchannels", "+@all");
        var connection = $"{redis.ConnectionString},user=chat,password=secret";
        await using var a = new ChatNode("chat-a", connection);
        await using var b = new ChatNode("chat-b", connection);
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        using var onA = a.Events("lobby");
        using var onB = b.Events("lobby");
        await onA.UntilAsync("hello");
        await onB.UntilAsync("hello");

        for (var i = 1; i <= 5; i++)
        {
            using var answer = await a.PostAsync("lobby", $"m{i}", "tester", "text");
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            Assert.Equal(i, Seq(await onA.UntilAsync("message", DeliveryTimeout)));
            Assert.Equal(i, Seq(await onB.UntilAsync("message", DeliveryTimeout)));
        }

        using var typing = await a.Http.PostAsync(
            new Uri("api/rooms/lobby/typing", UriKind.Relative),
            new StringContent("""{"author":"Aki"}""", null, "application/json"),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, typing.StatusCode);
        foreach (var node in (ChatNode[])[a, b])
        {
            var health = await RefusedNode.HealthAsync(node);
            Assert.StartsWith("Degraded\nredis: The user may not use the channels chat:*", health, StringComparison.Ordinal);
            await Wait.UntilAsync(
                "the log names the right",
                () => node.Process.Output.Contains("may not use the channels chat:*", StringComparison.Ordinal));
        }

        await redis.SendAsync("ACL", "SETUSER", "chat", "&chat:*");
        await Wait.UntilAsync(
            "the nodes are healthy after the right was granted",
            async () =>
            {
                await a.SayAsync("lobby", Guid.NewGuid().ToString(), "text");
                await b.SayAsync("lobby", Guid.NewGuid().ToString(), "text");
                return await RefusedNode.HealthAsync(a) == "Healthy"
                    && await RefusedNode.HealthAsync(b) == "Healthy";
            },
            TimeSpan.FromSeconds(20));
    }

    private static long Seq(SseEvent message) => message.Json.GetProperty("seq").GetInt64();
}
