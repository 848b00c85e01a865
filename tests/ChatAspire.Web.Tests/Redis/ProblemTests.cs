using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Redis;

/// <summary>A node says why Redis does not serve it, and continues when it serves again.</summary>
public sealed class ProblemTests(RedisAndNode pair) : IClassFixture<RedisAndNode>
{
    [Theory]
    [InlineData("Redis is full", "full", "CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0")]
    [InlineData("Redis is read-only", "read-only", "REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE")]
    [InlineData("too few replicas", "replicas", "CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0")]
    [InlineData("Redis does not permit", "not-permitted", "ACL SETUSER default -eval -evalsha", "ACL SETUSER default +@all")]
    public async Task A_node_names_the_reason_and_continues_afterwards(string words, string code, string fault, string cure)
    {
        await pair.Node.SayAsync("lobby", $"before {code}".Replace(' ', '.'), "before");
        using var events = pair.Node.Events("lobby", "?tail=0");
        await events.UntilAsync("hello");
        await pair.Redis.SendAsync(fault.Split(' '));
        try
        {
            await RefusedNode.AssertNamesAsync(pair.Node, words, code);
            Assert.Equal(code, (await events.UntilAsync("redis")).Json.GetProperty("reason").GetString());
        }
        finally
        {
            await pair.Redis.SendAsync(cure.Split(' '));
        }

        await pair.Node.SayAsync("lobby", $"after.{code}", "after");
        await Wait.UntilAsync(
            "the node is healthy",
            async () => await RefusedNode.HealthAsync(pair.Node) == "Healthy");
        await events.UntilAsync(item => item.Name == "message" && item.Json.GetProperty("text").GetString() == "after");
    }

    [Fact]
    public async Task A_node_names_a_wrong_password()
    {
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await redis.SendAsync("ACL", "SETUSER", "chat", "on", ">right", "~*", "&*", "+@all");
        await redis.SendAsync("ACL", "SETUSER", "default", "off");
        await using var node = new ChatNode("node", $"{redis.ConnectionString},user=chat,password=wrong-secret");
        await node.StartAsync();

        await RefusedNode.AssertNamesAsync(node, "refuses the user name or password", "wrong-password");
        Assert.DoesNotContain("wrong-secret", node.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_names_a_failing_TLS_connection()
    {
        await using var node = new ChatNode("node", $"{pair.Redis.ConnectionString},ssl=true");
        await node.StartAsync();

        await RefusedNode.AssertNamesAsync(node, "The TLS connection to Redis fails", "tls");
    }

    [Fact]
    public async Task A_node_names_an_unreachable_server()
    {
        await using var node = new ChatNode("node", $"127.0.0.1:{FreePort.Next()}");
        await node.StartAsync();

        await RefusedNode.AssertNamesAsync(node, "Redis is unreachable", null);
    }

    [Fact]
    public async Task A_node_names_a_server_that_loads_its_data()
    {
        await using var redis = new RedisServer { Options = ["--enable-debug-command", "yes"] };
        await redis.StartAsync();
        await redis.SendAsync("DEBUG", "POPULATE", "3000");
        await redis.SendAsync("BGREWRITEAOF");
        await Wait.UntilAsync(
            "the file is rewritten",
            () => Directory.EnumerateFiles(Path.Combine(redis.Data, "appendonlydir"), "*.2.base.rdb").Any());
        await redis.KillAsync();
        await using var slow = new RedisServer
        {
            Options = ["--dir", redis.Data, "--key-load-delay", "10000", "--loading-process-events-interval-bytes", "1024"],
        };
        var loading = slow.StartAsync(); // 3,000 keys, 10 ms each
        await using var node = new ChatNode("node", slow.ConnectionString);
        await node.StartAsync();

        await RefusedNode.AssertNamesAsync(node, "Redis is loading its data", "loading");
        await slow.KillAsync();
        await loading.ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
