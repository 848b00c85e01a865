namespace ChatAspire.Network.Inspection.Drivers;

/// <summary>A network driver as selected by <c>docker run --network NAME</c>.</summary>
/// <param name="Explanation">The network that the container gets, for the report.</param>
internal sealed record Driver(string Name, string Explanation)
{
    /// <summary>The three drivers for a single host.</summary>
    public static readonly IReadOnlyList<Driver> All =
    [
        new(
            "bridge",
            "Its own namespace, connected to the host's bridge docker0 by a veth pair. Packets "
            + "beyond the bridge leave with the host's address."),
        new(
            "host",
            "The host's namespace: it shares devices, addresses and ports with the host. No port needs publishing; nothing is isolated."),
        new("none", "Its own namespace with nothing but lo: it reaches no one, and no one reaches it."),
    ];
}
