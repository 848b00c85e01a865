using System.Net;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>The observed networks of all hosts of a walk. Finds endpoints and the paths between them.</summary>
internal sealed class Topology
{
    private readonly WalkScene _scene;
    private readonly IReadOnlyList<HostNetwork> _networks;
    private readonly EndFinder _ends;
    private readonly PathFinder _paths;

    public Topology(WalkScene scene, IReadOnlyList<HostNetwork> networks)
    {
        (_scene, _networks) = (scene, networks);
        _ends = new EndFinder(scene, networks);
        _paths = new PathFinder(this, _ends);
    }

    /// <summary>The overlay network that connects the hosts; null if none is known.</summary>
    public OverlayNetwork? Overlay => _scene.Overlay;

    /// <inheritdoc cref="WalkScene.IsPassive" />
    public bool IsPassive => _scene.IsPassive;

    public IReadOnlyList<WalkHost> Hosts => _scene.Hosts;

    /// <summary>Returns the hosts whose bridged frames pass iptables (bridge-nf-call-iptables), or ip6tables for an IPv6 path.</summary>
    public IReadOnlySet<string> BridgeFilteringHosts(WalkPath path) => _networks
        .Where(network => path.IsIpv6 ? network.BridgeCallsIp6tables : network.BridgeCallsIptables == true)
        .Select(network => network.Host).ToHashSet();

    public HostNetwork Network(string host) => _networks.Single(network => network.Host == host);

    /// <inheritdoc cref="HostNetwork.In" />
    public HostNetwork Network(string host, Netns? netns) => Network(host).In(netns);

    public WalkHost Host(string name) => _scene.Hosts.Single(host => host.Name == name);

    /// <summary>Returns the namespace of a capture point; null if its container does not exist or has none of its own.</summary>
    public NetNamespace? NamespaceAt(CapturePoint point) => point.Container is { } name
        ? Network(point.Host).Container(name)?.Namespace
        : Network(point.Host, point.Netns).Namespace;

    /// <summary>Finds the device of a capture point outside containers; null if it does not exist.</summary>
    public Device? DeviceAt(CapturePoint point) => Network(point.Host, point.Netns).Namespace.Device(point.Device);

    /// <summary>Returns the FDB entries of an end's VXLAN device that lead to other hosts.</summary>
    public IEnumerable<FdbEntry> TunnelEntries(TunnelEnd end) => Network(end.Host, end.Engine?.Netns).TunnelEntries(end.Device);

    public CapturePoint Nic(string host) => new(host, CapturePointKind.Nic, Host(host).Nic);

    /// <inheritdoc cref="EndFinder.Find" />
    public WalkEnd Find(string name) => _ends.Find(name);

    /// <inheritdoc cref="EndFinder.OwnAddresses(WalkEnd)" />
    public IEnumerable<IPAddress> OwnAddresses(WalkEnd end) => _ends.OwnAddresses(end);

    /// <inheritdoc cref="EndFinder.AddressesOf" />
    public IReadOnlyList<IPAddress> AddressesOf(WalkEnd end) => _ends.AddressesOf(end);

    /// <inheritdoc cref="PathFinder.Between" />
    public WalkPath Between(WalkEnd from, WalkEnd to, Protocol protocol, int? clientPort, int? serverPort) =>
        _paths.Between(from, to, protocol, clientPort, serverPort);

    /// <inheritdoc cref="PathFinder.FromOutside" />
    public WalkPath FromOutside(string host, int port) => _paths.FromOutside(host, port);

    /// <inheritdoc cref="PathFinder.ToPublished" />
    public PublishedPaths ToPublished(WalkEnd from, WalkEnd to, int clientPort, Publisher publisher) =>
        _paths.ToPublished(from, to, clientPort, publisher);

    /// <summary>Finds the running container that publishes a TCP port of a host; null if there is none.</summary>
    public Publisher? Publisher(string host, int port) => Network(host).Containers
        .SelectMany(container => container.Ports.Select(published => new Publisher(container, published)))
        .FirstOrDefault(candidate =>
            candidate.Port.HostPort == port && candidate.Port.Protocol == "tcp" && candidate.Container.Pid > 0);

    /// <summary>
    /// Finds the container that publishes a port, for a client on the same host; null if there is none, or the target is not an address of
    /// that host.
    /// </summary>
    public Publisher? PublishedAt(WalkEnd from, WalkEnd to, int port) =>
        to.Container is null && from.Host is { } host
        && (IPAddress.IsLoopback(to.Address) || Network(host).Namespace.DeviceWithAddress($"{to.Address}") is not null)
            ? Publisher(host, port)
            : null;

    /// <summary>Finds the host that an endpoint is or runs on. A walk without a source begins there.</summary>
    /// <exception cref="UserErrorException">The endpoint is on none of the hosts, and there are several.</exception>
    public WalkEnd HostOf(WalkEnd end)
    {
        var host = (end.Host, Hosts) switch
        {
            ({ } known, _) => Host(known),
            (null, [var only]) => only,
            _ => throw new UserErrorException(
                $"{end.Name} is on none of the hosts, so the walk needs a source.",
                $"Give both ends, such as: walk {Hosts[0].Name} {end.Name}"),
        };
        return new WalkEnd(host.Name, IPAddress.Parse(host.Underlay), host.Name, null);
    }
}
