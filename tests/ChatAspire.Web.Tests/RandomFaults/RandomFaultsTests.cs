using System.Globalization;
using ChatAspire.Testing;
using ChatAspire.Web.Tests.Guarantees;
using ChatAspire.Web.Tests.Redis;

namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>
/// The guarantee through faults that a seed draws: three of the nodes and three of Redis, in pairs that come one after the other or
/// together. A seed that failed is run alone with <c>CHATASPIRE_SEEDS=7</c>.
/// </summary>
[Collection(nameof(Guarantees.Outages)), Trait("tier", "guarantee")]
public sealed class RandomFaultsTests(ITestOutputHelper output)
{
    private const int Messages = 1_600;
    private const int Pairs = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The seeds: 60 with CHATASPIRE_FULL=1, or those that CHATASPIRE_SEEDS lists; else one.</summary>
    public static TheoryData<int> Seeds => Environment.GetEnvironmentVariable("CHATASPIRE_SEEDS") is { Length: > 0 } seeds
        ? [.. seeds.Split(',').Select(seed => int.Parse(seed, CultureInfo.InvariantCulture))]
        : [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("CHATASPIRE_FULL") == "1" ? 60 : 1)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_seed_s_faults_break_no_guarantee(int seed)
    {
        Assert.SkipUnless(RedisServer.IsInstalled(), "The tests of Redis set-ups require redis-server.");
        await using var redis = RedisSetUp.Of(seed);
        await redis.StartAsync();
        await using var a = new ChatNode("chat-a", redis.ConnectionString, redis.Settings);
        await using var b = new ChatNode("chat-b", redis.ConnectionString, redis.Settings);
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var toA = new Relay(a.Port);
        await using var toB = new Relay(b.Port);
        await using var crowd = new Crowd(
            [new($"http://{toA.Address}/"), new($"http://{toB.Address}/")], rooms: 3, writers: 4, readers: 12,
            TestContext.Current.CancellationToken);
        var faults = Draw(new Random(seed), [.. NodeFaults.Of(a, toA, crowd), .. NodeFaults.Of(b, toB, crowd)], redis.Faults);
        output.WriteLine($"  seed {seed}: {redis.Name}");
        crowd.StartReading();
        crowd.StartWriting(Messages, Pause);

        await crowd.InjectAsync(Messages, output, [.. faults.Select(fault => (fault.Name, fault.Inject))]);
        await crowd.SettleAsync();

        output.WriteLine(crowd.Figures());
        if (faults.Any(fault => fault.LosesLog))
        {
            crowd.AssertOneOrderInTheLastEpoch();
        }
        else
        {
            Assert.Equal(0, crowd.AssertNothingAcknowledgedIsLost());
        }
    }

    /// <summary>Draws as many faults of both kinds as there are pairs.</summary>
    private static List<RandomFault> Draw(Random random, RandomFault[] nodes, IEnumerable<RandomFault> redis)
    {
        random.Shuffle(nodes);
        var servers = redis.ToArray();
        random.Shuffle(servers);
        List<RandomFault> drawn = [];
        foreach (var (node, server) in nodes.Zip(servers).Take(Pairs))
        {
            drawn.AddRange(random.Next(3) switch
            {
                0 => [node, server],
                1 => [server, node],
                _ => [new RandomFault(
                    $"{node.Name}, {server.Name}", () => Task.WhenAll(node.Inject(), server.Inject()), server.LosesLog)],
            });
        }

        return drawn;
    }
}
