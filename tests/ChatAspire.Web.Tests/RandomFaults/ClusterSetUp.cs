using ChatAspire.Testing;
using ChatAspire.Web.Tests.Redis;

namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>A cluster of three masters, each with a replica; a message counts once the replica has it.</summary>
internal sealed class ClusterSetUp : RedisSetUp
{
    private const int Slots = 300;
    private static readonly TimeSpan FailoverTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FrozenTime = TimeSpan.FromMilliseconds(700); // shorter than until a failover

    private readonly RedisCluster _redis = new();

    public override string Name => "Cluster";

    public override string ConnectionString => _redis.ConnectionString;

    public override IReadOnlyList<RandomFault> Faults =>
    [
        new("master of room-0 killed", () => FailOverAsync("room-0")),
        new("master of room-1 killed", () => FailOverAsync("room-1")),
        new("slots of room-0's master moved", MoveSlotsAsync),
        new("master of room-2 frozen", async () =>
            await Guarantees.Faults.FreezeAsync(await _redis.MasterOfAsync("room-2"), FrozenTime)),
    ];

    public override Task StartAsync() => _redis.StartAsync();

    public override ValueTask DisposeAsync() => _redis.DisposeAsync();

    private async Task FailOverAsync(string room)
    {
        var master = await _redis.MasterOfAsync(room);
        await master.KillAsync();
        await Wait.UntilAsync($"a replica serves {room}", async () => await _redis.MasterOfAsync(room) is not null, FailoverTimeout);
        await master.StartAsync();
        await _redis.UntilCompleteAsync();
    }

    private async Task MoveSlotsAsync()
    {
        var from = await _redis.MasterOfAsync("room-0");
        var to = await _redis.MasterOfAsync("room-1") is var other && other != from ? other : await _redis.MasterOfAsync("room-2");
        await RedisCluster.MoveSlotsAsync(from, to, Slots);
    }
}
