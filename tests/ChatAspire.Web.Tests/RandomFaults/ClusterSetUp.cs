using ChatAspire.Web.Tests.Redis;

namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>A cluster of three masters, each with a replica; a message counts once the replica has it.</summary>
internal sealed class ClusterSetUp : RedisSetUp
{
    private const int Slots = 300;
    private static readonly TimeSpan FrozenTime = TimeSpan.FromMilliseconds(700); // shorter than until a failover

    private readonly RedisCluster _redis = new();

    public override string Name => "Cluster";

    public override string ConnectionString => _redis.ConnectionString;

    public override IReadOnlyList<RandomFault> Faults =>
    [
        new("master of room-0 killed", () => FailOverAsync("room-0")),
        new("master of room-1 killed", () => FailOverAsync("room-1")),
        new("slots of room-0's master moved", () => _redis.MoveSlotsAsync(Slots)),
        new("master of room-2 frozen", async () =>
            await Guarantees.Faults.FreezeAsync(await _redis.MasterOfAsync("room-2"), FrozenTime)),
    ];

    public override Task StartAsync() => _redis.StartAsync();

    public override ValueTask DisposeAsync() => _redis.DisposeAsync();

    private async Task FailOverAsync(string room)
    {
        await _redis.FailOverAsync(room);
        await _redis.UntilCompleteAsync();
    }
}
