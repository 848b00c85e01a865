using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>The hosts of a walk, and the overlay network and services that its caller knows of.</summary>
/// <param name="Overlay">The overlay network that connects the hosts; null if the caller knows of none.</param>
internal sealed record WalkScene(IReadOnlyList<WalkHost> Hosts, OverlayNetwork? Overlay, IReadOnlyList<KnownService> Services)
{
    /// <summary>
    /// True for hosts that others use. On these a walk adds only its own files and its own nftables table. It puts no device into
    /// promiscuous mode, and loads no kernel module.
    /// </summary>
    public bool IsPassive { get; init; }

    /// <summary>Finds a declared service by name; null for a container that the caller did not declare.</summary>
    public KnownService? Service(string name) => Services.FirstOrDefault(service => service.Name == name);

    /// <summary>Adds the addresses and devices of the hosts about which the caller knows nothing.</summary>
    /// <param name="networks">The observed network of each host.</param>
    public WalkScene Observe(IReadOnlyList<HostNetwork> networks) => this with
    {
        Hosts = [.. Hosts.Select(host => host.Underlay.Length > 0 ? host : host.Observe(networks.Single(one => one.Host == host.Name)))],
    };
}
