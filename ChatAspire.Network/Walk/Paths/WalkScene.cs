namespace ChatAspire.Network.Walk.Paths;

/// <summary>The hosts, overlay network and services of a walk, as its caller knows them.</summary>
internal sealed record WalkScene(IReadOnlyList<WalkHost> Hosts, OverlayNetwork Overlay, IReadOnlyList<KnownService> Services)
{
    /// <summary>Finds a declared service by name; null for a container that the caller did not declare.</summary>
    public KnownService? Service(string name) => Services.FirstOrDefault(service => service.Name == name);
}
