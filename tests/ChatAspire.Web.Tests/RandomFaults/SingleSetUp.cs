using ChatAspire.Testing;
using ChatAspire.Web.Tests.Redis;

namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>One persistent server, behind a relay that cuts connections and slows them down.</summary>
internal sealed class SingleSetUp : RedisSetUp
{
    private const int LostBytes = 20_000; // dozens of messages
    private static readonly TimeSpan FrozenTime = TimeSpan.FromSeconds(3);

    private readonly RedisServer _redis = new();
    private readonly Relay _relay;

    public SingleSetUp() => _relay = new Relay(_redis.Port);

    public override string Name => "one Redis";

    public override string ConnectionString => _relay.Address;

    public override (string, string)[] Settings => [];

    public override IReadOnlyList<RandomFault> Faults =>
    [
        new("Redis killed", () => Guarantees.Faults.RestartAsync(_redis)),
        new("Redis frozen", () => Guarantees.Faults.FreezeAsync(_redis, FrozenTime)),
        .. RelayFaults.Of("Redis", _relay),
        new("Redis emptied", () => _redis.SendAsync("FLUSHALL"), LosesLog: true),
        new("Redis rolled back", () => Guarantees.Faults.RollBackAsync(_redis, LostBytes), LosesLog: true),
    ];

    public override Task StartAsync() => _redis.StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
