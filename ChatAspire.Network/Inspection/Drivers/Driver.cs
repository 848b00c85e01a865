namespace ChatAspire.Network.Inspection.Drivers;

/// <summary>A network driver as a container meets it: <c>docker run --network NAME</c>.</summary>
/// <param name="Explanation">What the container gets.</param>
internal sealed record Driver(string Name, string Explanation)
{
    /// <summary>The three of section 3-2.</summary>
    public static readonly IReadOnlyList<Driver> All =
    [
        new("bridge", "A namespace of its own, and a cable to the host's bridge docker0. What it sends further leaves with the host's address."),
        new("host", "No namespace of its own: the host's devices, addresses and ports are its own. Nothing needs publishing, nothing is apart."),
        new("none", "A namespace of its own with nothing in it but lo: nobody is reached, nobody reaches it."),
    ];
}
