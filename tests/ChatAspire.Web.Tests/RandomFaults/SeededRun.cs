using ChatAspire.Testing;
using ChatAspire.Web.Tests.Guarantees;
using ChatAspire.Web.Tests.Redis;

namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>A crowd of writers and readers on two nodes, the faults that a seed draws, and the check of the guarantee.</summary>
internal static class SeededRun
{
    private const int Messages = 1_600;
    private const int Pairs = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Fails at the first violation of the guarantee.</summary>
    /// <param name="program">The nodes' program.</param>
    public static async Task CheckAsync(int seed, string program, ITestOutputHelper output)
    {
        await using var redis = RedisSetUp.Of(seed);
        await redis.StartAsync();
        await using var a = new ChatNode("chat-a", redis.ConnectionString, redis.Settings) { Program = program };
        await using var b = new ChatNode("chat-b", redis.ConnectionString, redis.Settings) { Program = program };
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
