using ChatAspire.Testing;
using ChatAspire.Web.Tests.Guarantees;
using ChatAspire.Web.Tests.Redis;

namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>Faults of a node, of the connections to it, and of its clients.</summary>
internal static class NodeFaults
{
    private const int HalfSent = 10;
    private static readonly TimeSpan FrozenTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StoppedTime = TimeSpan.FromSeconds(3);

    /// <param name="node">The node.</param>
    /// <param name="relay">The relay through which its clients reach it.</param>
    /// <param name="crowd">The clients.</param>
    public static IEnumerable<RandomFault> Of(ChatNode node, Relay relay, Crowd crowd) =>
    [
        new($"{node.Name} killed", () => Guarantees.Faults.RestartAsync(node)),
        new($"{node.Name} frozen", () => Guarantees.Faults.FreezeAsync(node, FrozenTime)),
        .. RelayFaults.Of(node.Name, relay),
        new($"{HalfSent} requests to {node.Name} half sent", () => SendHalfAsync(node)),
        new("a third of the readers stop reading", () => StopReadersAsync(crowd)),
    ];

    private static async Task SendHalfAsync(ChatNode node)
    {
        await using var requests = await Slowloris.StartAsync(node.Url, HalfSent, TestContext.Current.CancellationToken);
        await Task.Delay(StoppedTime);
    }

    private static async Task StopReadersAsync(Crowd crowd)
    {
        var readers = crowd.Readers.Where((_, i) => i % 3 == 0).ToList();
        readers.ForEach(reader => reader.Stop());
        await Task.Delay(StoppedTime);
        readers.ForEach(reader => reader.Continue());
    }
}
