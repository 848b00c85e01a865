using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Contract;

/// <summary>Two nodes on one server, shared by the tests of a class.</summary>
/// <param name="missing">The reason why the server cannot run here; null when it can.</param>
public abstract class ChatPair(RedisServerBase server, string? missing) : IAsyncDisposable
{
    public RedisServerBase Server => server;

    public ChatNode A { get; } = new("chat-a", server.ConnectionString);

    public ChatNode B { get; } = new("chat-b", server.ConnectionString);

    /// <summary>Starts the server and the nodes that are not running; skips the test if the server cannot run here.</summary>
    public async Task EnsureUpAsync()
    {
        if (missing is not null)
        {
            Assert.Skip(missing);
        }

        if (!server.IsRunning)
        {
            await server.StartAsync();
        }

        await Task.WhenAll(new[] { A, B }.Where(node => !node.IsRunning).Select(node => node.StartAsync()));
        await Wait.UntilAsync("both nodes reach Redis", async () => await IsHealthyAsync(A) && await IsHealthyAsync(B));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await A.DisposeAsync();
        await B.DisposeAsync();
        await server.DisposeAsync();
    }

    private static async Task<bool> IsHealthyAsync(ChatNode node) =>
        (await node.Http.GetAsync(new Uri("health", UriKind.Relative))).IsSuccessStatusCode;
}
