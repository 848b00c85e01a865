using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Redis;

/// <summary>A real cluster on loopback: three masters, each with a replica.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(60);

    public IReadOnlyList<RedisServer> Servers { get; } =
    [
        .. Enumerable.Range(0, 6).Select(_ => new RedisServer
        {
            Options = ["--cluster-enabled", "yes", "--cluster-node-timeout", "1500", "--cluster-require-full-coverage", "no"],
        }),
    ];

    /// <summary>The connection string of a node.</summary>
    public string ConnectionString => string.Join(',', Servers.Select(server => server.ConnectionString));

    /// <summary>Starts the servers and joins them.</summary>
    public async Task StartAsync()
    {
        await Task.WhenAll(Servers.Select(server => server.StartAsync()));
        await RunAsync(
        [
            "--cluster", "create", .. Servers.Select(server => server.ConnectionString), "--cluster-replicas", "1", "--cluster-yes",
        ]);
        await UntilCompleteAsync();
    }

    /// <summary>Waits until all servers know the cluster, and each master has its replica.</summary>
    public Task UntilCompleteAsync() => Wait.UntilAsync(
        "all servers know the cluster, and each master has its replica",
        async () => (await Task.WhenAll(Servers.Select(IsCompleteAsync))).All(isComplete => isComplete),
        TimeSpan.FromSeconds(30));

    /// <summary>The master that serves a room.</summary>
    public async Task<RedisServer> MasterOfAsync(string room)
    {
        foreach (var server in Servers.Where(server => server.IsRunning))
        {
            // A server answers for its own slots only; a replica refers to its master.
            if (await server.SendAsync("EXISTS", $"chat:{{{room}}}:head") == ":1")
            {
                return server;
            }
        }

        throw new InvalidOperationException($"No server has {room}.");
    }

    /// <summary>Kills the master of a room, waits until its replica serves the room, and starts the old master, now a replica.</summary>
    public async Task FailOverAsync(string room)
    {
        var master = await MasterOfAsync(room);
        await master.KillAsync();
        await Wait.UntilAsync(
            $"the replica serves {room}", async () => await MasterOfAsync(room) is not null, TimeSpan.FromSeconds(30));
        await master.StartAsync();
    }

    /// <summary>Moves slots from the master of room-0 to another while both serve.</summary>
    public async Task MoveSlotsAsync(int slots)
    {
        var from = await MasterOfAsync("room-0");
        var to = await MasterOfAsync("room-1") is var other && other != from ? other : await MasterOfAsync("room-2");
        await RunAsync(
        [
            "--cluster", "reshard", from.ConnectionString,
            "--cluster-from", await IdAsync(from), "--cluster-to", await IdAsync(to), "--cluster-slots", $"{slots}", "--cluster-yes",
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<string> IdAsync(RedisServer server) => (await server.AskAsync("CLUSTER", "MYID")).Split("\r\n")[1];

    private static async Task<bool> IsCompleteAsync(RedisServer server)
    {
        var info = await server.AskAsync("CLUSTER", "INFO");
        var replication = await server.AskAsync("INFO", "replication");
        return info.Contains("cluster_state:ok", StringComparison.Ordinal)
            && info.Contains("cluster_known_nodes:6", StringComparison.Ordinal)
            && (replication.Contains("connected_slaves:1", StringComparison.Ordinal)
                || replication.Contains("master_link_status:up", StringComparison.Ordinal));
    }

    private static async Task RunAsync(string[] arguments)
    {
        await using var program = ChildProcess.Start("redis-cli", arguments);
        var code = await program.WaitForExitAsync(CommandTimeout);
        Assert.True(code == 0, $"redis-cli {string.Join(' ', arguments)}: {program.Output}");
    }
}
