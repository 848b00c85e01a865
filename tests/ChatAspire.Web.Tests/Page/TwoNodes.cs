using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Page;

/// <summary>chat-a and chat-b on one real Redis.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    public const string Dashboard = "http://dashboard.test:18888";

    public TwoNodes()
    {
        A = Node("chat-a", "127.18.0.11:5000");
        B = Node("chat-b", "127.18.0.22:5000");
    }

    public RedisServer Redis { get; } = new();

    public ChatNode A { get; }

    public ChatNode B { get; }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (!Requirements.Met(this, RedisServer.IsInstalled(), "The tests of the page require redis-server."))
        {
            return;
        }

        await Redis.StartAsync();
        await Task.WhenAll(A.StartAsync(), B.StartAsync());
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        await Redis.DisposeAsync();
    }

    private ChatNode Node(string name, string address) => new(
        name, Redis.ConnectionString, ("Chat__Address", address), ("Chat__DashboardUrl", Dashboard));
}
