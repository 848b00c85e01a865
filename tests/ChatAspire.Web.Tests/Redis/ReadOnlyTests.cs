using System.Globalization;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Redis;

/// <summary>A server that became read-only is left: after a failover its name leads to the new master.</summary>
public sealed class ReadOnlyTests
{
    [Fact]
    public async Task A_node_leaves_a_demoted_master_and_finds_the_new_one_behind_the_same_address()
    {
        Assert.SkipUnless(RedisServer.IsInstalled(), "The tests of Redis set-ups require redis-server.");
        await using var first = new RedisServer();
        await using var second = new RedisServer();
        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        await second.SendAsync("REPLICAOF", "127.0.0.1", Text(first.Port));
        await using var relay = new Relay(first.Port);
        await using var node = new ChatNode("chat-a", relay.Address);
        await node.StartAsync();
        using var events = node.Events("lobby");
        await node.SayAsync("lobby", "m1", "one");
        await events.MessagesAsync(1);
        await Wait.UntilAsync("the replica has the message", async () => await second.SendAsync("EXISTS", "chat:{lobby}:log") == ":1");

        await second.SendAsync("REPLICAOF", "NO", "ONE");
        await first.SendAsync("REPLICAOF", "127.0.0.1", Text(second.Port));
        await RefusedNode.AssertNamesAsync(node, "Redis is read-only", "read-only");
        relay.SwitchTo(second.Port);
        await node.SayAsync("lobby", "m2", "two");

        // The new master may never have had the newest messages of the old one, so their numbers are not used again.
        await events.UntilAsync("epoch");
        Assert.Equal(["one", "two"], (await events.MessagesAsync(2)).Select(item => item.Json.GetProperty("text").GetString()));
        Assert.Equal(1, events.Connections);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
