using ChatAspire.Testing;
using ChatAspire.Web.Tests.Redis;

namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>A master and its replica under three sentinels; a message counts once the replica has it.</summary>
internal sealed class SentinelSetUp : RedisSetUp
{
    private static readonly TimeSpan FailoverTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FrozenTime = TimeSpan.FromMilliseconds(500); // shorter than until a failover

    private readonly Sentinels _redis = new();

    public override string Name => "Sentinel";

    public override string ConnectionString => _redis.ConnectionString;

    public override IReadOnlyList<RandomFault> Faults =>
    [
        new("master killed", FailOverAsync),
        new("replica killed", async () => await Guarantees.Faults.RestartAsync((await RolesAsync()).Replica)),
        new("master frozen", async () => await Guarantees.Faults.FreezeAsync((await RolesAsync()).Master, FrozenTime)),
    ];

    public override Task StartAsync() => _redis.StartAsync();

    public override ValueTask DisposeAsync() => _redis.DisposeAsync();

    private async Task<(RedisServer Master, RedisServer Replica)> RolesAsync() =>
        await _redis.IsMasterAsync(_redis.First) ? (_redis.First, _redis.Second) : (_redis.Second, _redis.First);

    private async Task FailOverAsync()
    {
        var (master, replica) = await RolesAsync();
        await master.KillAsync();
        await Wait.UntilAsync("the replica is the master", () => _redis.IsMasterAsync(replica), FailoverTimeout);
        await master.StartAsync();
    }
}
