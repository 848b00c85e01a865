using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Redis;

/// <summary>One node on one real Redis, shared by the tests of a class.</summary>
public sealed class RedisAndNode : IAsyncLifetime
{
    public RedisAndNode() => Node = new ChatNode("chat-a", Redis.ConnectionString);

    public RedisServer Redis { get; } = new();

    public ChatNode Node { get; }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (!Requirements.Met(this, RedisServer.IsInstalled(), "The tests of Redis set-ups require redis-server."))
        {
            return;
        }

        await Redis.StartAsync();
        await Node.StartAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
