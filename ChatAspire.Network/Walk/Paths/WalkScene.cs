using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>The hosts, overlay and services of a walk, as its caller knows them.</summary>
internal sealed record WalkScene(IReadOnlyList<WalkHost> Hosts, OverlayNetwork Overlay, IReadOnlyList<KnownService> Services)
{
    /// <summary>The service with this name; null for a container that no caller declared.</summary>
    public KnownService? Service(string name) => Services.FirstOrDefault(service => service.Name == name);
}

/// <summary>A Docker host on the path of a walk.</summary>
/// <param name="Machine">Runs commands there.</param>
/// <param name="Underlay">Its address as the other hosts see it.</param>
/// <param name="Nic">The device with that address.</param>
/// <param name="Mtu">Of that device, in bytes.</param>
/// <param name="Published">Port on the host → its URL as reached from this machine.</param>
internal sealed record WalkHost(ICommandRunner Machine, string Underlay, string Nic, int Mtu, IReadOnlyDictionary<int, Uri> Published)
{
    public string Name => Machine.Name;
}

/// <summary>The network that a VXLAN device stretches across the hosts.</summary>
/// <param name="Network">The Docker network's name.</param>
/// <param name="Device">The VXLAN device's name, the same on every host.</param>
/// <param name="Port">UDP destination port of the tunnel.</param>
internal sealed record OverlayNetwork(string Network, string Device, int Port);

/// <summary>A container whose address and port are declared, so that a walk can name them while it is stopped.</summary>
/// <param name="Port">The TCP port it listens on; null where none is declared.</param>
/// <param name="Published">The host's port that leads to it; null where none does.</param>
/// <param name="IsHttp">Whether it answers HTTP requests.</param>
internal sealed record KnownService(string Name, string Host, string Address, int? Port, int? Published, bool IsHttp);
