using ChatAspire.Web.Tests.Redis;

namespace ChatAspire.Web.Tests.RandomFaults;

/// <summary>Faults of the connections through a relay.</summary>
internal static class RelayFaults
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SlowTime = TimeSpan.FromSeconds(3);

    /// <param name="to">The name of the relay's target.</param>
    public static IEnumerable<RandomFault> Of(string to, Relay relay) =>
    [
        new($"connections to {to} cut", () =>
        {
            relay.Cut();
            return Task.CompletedTask;
        }),
        new($"connections to {to} slow", async () =>
        {
            relay.Delay = Delay;
            await Task.Delay(SlowTime);
            relay.Delay = TimeSpan.Zero;
        }),
    ];
}
