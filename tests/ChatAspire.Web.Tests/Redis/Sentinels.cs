using System.Globalization;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Redis;

/// <summary>A master, its replica, and three sentinels that fail over within seconds: all real, on loopback.</summary>
internal sealed class Sentinels : IAsyncDisposable
{
    private const string Service = "chat";
    private readonly RedisSentinel[] _sentinels;

    public Sentinels()
    {
        Second = new RedisServer { Options = ["--replicaof", "127.0.0.1", First.Port.ToString(CultureInfo.InvariantCulture)] };
        _sentinels = [.. Enumerable.Range(0, 3).Select(_ => new RedisSentinel(Service, First.Port))];
    }

    /// <summary>The master at the beginning.</summary>
    public RedisServer First { get; } = new();

    /// <summary>Its replica at the beginning.</summary>
    public RedisServer Second { get; }

    /// <summary>The connection string of a node.</summary>
    public string ConnectionString => $"{string.Join(',', _sentinels.Select(sentinel => sentinel.ConnectionString))},serviceName={Service}";

    /// <summary>Starts all, and waits until the replica is in sync and the sentinels know it and each other.</summary>
    public async Task StartAsync()
    {
        await First.StartAsync();
        await Second.StartAsync();
        await Wait.UntilAsync(
            "the replica is in sync", async () => await First.SendAsync("WAIT", "1", "100") == ":1", TimeSpan.FromSeconds(20));
        await Task.WhenAll(_sentinels.Select(sentinel => sentinel.StartAsync()));
        await Wait.UntilAsync(
            "the sentinels know the replica and each other",
            async () => (await Task.WhenAll(_sentinels.Select(KnowsAllAsync))).All(known => known),
            TimeSpan.FromSeconds(30));
    }

    /// <summary>True when a sentinel takes this server for the master.</summary>
    public Task<bool> IsMasterAsync(RedisServer server) => IsMasterAsync(server.Port);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in (RedisServerBase[])[.. _sentinels, First, Second])
        {
            await server.DisposeAsync();
        }
    }

    private async Task<bool> IsMasterAsync(int port)
    {
        var answer = await _sentinels[0].AskAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", Service);
        return answer.Contains(port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    // CKQUORUM counts the other sentinels; REPLICAS lists what the master told of its replicas.
    private async Task<bool> KnowsAllAsync(RedisSentinel sentinel) =>
        (await sentinel.AskAsync("SENTINEL", "CKQUORUM", Service)).StartsWith("+OK 3 ", StringComparison.Ordinal)
        && (await sentinel.AskAsync("SENTINEL", "REPLICAS", Service))
            .Contains(Second.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
