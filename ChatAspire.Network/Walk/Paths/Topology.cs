using System.Net;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>The observed networks of all hosts of a walk: finds endpoints, and the devices between them.</summary>
internal sealed class Topology(WalkScene scene, IReadOnlyList<HostNetwork> networks)
{
    public OverlayNetwork Overlay => scene.Overlay;

    public IReadOnlyList<WalkHost> Hosts => scene.Hosts;

    /// <summary>The hosts whose bridged frames pass iptables (bridge-nf-call-iptables).</summary>
    public IReadOnlySet<string> BridgeFilteringHosts { get; } =
        networks.Where(network => network.BridgeCallsIptables == true).Select(network => network.Host).ToHashSet();

    public HostNetwork Network(string host) => networks.Single(network => network.Host == host);

    public WalkHost Host(string name) => scene.Hosts.Single(host => host.Name == name);

    /// <summary>The VXLAN device that connects a host to the others.</summary>
    public Device? Vxlan(string host) => Network(host).Namespace.Device(scene.Overlay.Device);

    /// <summary>Finds a container or host by name, or any endpoint by address.</summary>
    /// <exception cref="UserErrorException">The name is unknown, or exists on several hosts.</exception>
    public WalkEnd Find(string name)
    {
        var found = networks.SelectMany(network => network.Containers.Where(container => container.Name == name)
            .Select(container => (network.Host, container))).ToList();
        if (found.Count > 1)
        {
            throw new UserErrorException(
                $"Ambiguous target \"{name}\": it exists on {string.Join(" and ", found.Select(candidate => candidate.Host))}.",
                "Use its address instead.");
        }

        if (found is [var (host, container)])
        {
            return new WalkEnd(name, AddressOf(container), host, container);
        }

        if (scene.Hosts.FirstOrDefault(known => known.Name == name) is { } knownHost)
        {
            return new WalkEnd(name, IPAddress.Parse(knownHost.Underlay), name, null);
        }

        return Ipv4.TryParse(name, out IPAddress address) ? AtAddress(name, address) : throw UnknownTarget(name);
    }

    /// <summary>Finds the path from a container to any endpoint.</summary>
    public WalkPath Between(WalkEnd from, WalkEnd to, Protocol protocol, int? clientPort, int? serverPort)
    {
        var flow = new Flow(protocol, from.Address, clientPort, to.Address, serverPort);
        var outbound = Inside(from);
        if (to.Container is null && (to.Host == from.Host || Network(from.Host!).Namespace.DeviceWithAddress($"{to.Address}") is not null))
        {
            // The host itself delivers what comes in through the bridge; no other device shows it.
            return new WalkPath(outbound, [flow]);
        }

        var inbound = Inbound(to);
        if (inbound.Length == 0)
        {
            // Routed traffic leaves with the host's own address (MASQUERADE).
            return new WalkPath(
                [.. outbound, Nic(from.Host!), .. to.Host is null ? Array.Empty<CapturePoint>() : [Nic(to.Host)]],
                [flow, flow with { Client = IPAddress.Parse(Host(from.Host!).Underlay) }]);
        }

        return new WalkPath(
            from.Host == to.Host
                ? [.. outbound, .. inbound.Where(point => !outbound.Contains(point))]
                : [.. outbound, VxlanPoint(from.Host!), Nic(from.Host!), Nic(to.Host!), VxlanPoint(to.Host!), .. inbound],
            [flow]);
    }

    /// <summary>Finds the path from outside to a published port of a host.</summary>
    public WalkPath FromOutside(string host, int port)
    {
        var underlay = IPAddress.Parse(Host(host).Underlay);
        var toHost = new Flow(Protocol.Tcp, null, null, underlay, port);
        return Publisher(host, port) is ({ } container, { } published)
            ? new WalkPath(
                [Nic(host), .. Inside(new WalkEnd(container.Name, AddressOf(container), host, container)).Reverse()],
                [toHost, new Flow(Protocol.Tcp, null, null, AddressOf(container), published.ContainerPort)])
            : new WalkPath([Nic(host)], [toHost]);
    }

    /// <summary>Finds the running container to which a TCP port of a host leads.</summary>
    public (ContainerNetwork Container, PublishedPort Port)? Publisher(string host, int port) => Network(host).Containers
        .SelectMany(container => container.Ports.Select(published => (container, published)))
        .Where(candidate => candidate.published.HostPort == port && candidate.published.Protocol == "tcp" && candidate.container.Pid > 0)
        .Cast<(ContainerNetwork, PublishedPort)?>()
        .FirstOrDefault();

    public CapturePoint Nic(string host) => new(host, CapturePointKind.Nic, Host(host).Nic);

    private CapturePoint VxlanPoint(string host) => new(host, CapturePointKind.Vxlan, scene.Overlay.Device);

    private WalkEnd AtAddress(string text, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.ContainerAt(text) is { } container)
            {
                return new WalkEnd(container.Name, address, network.Host, container);
            }
        }

        var host = scene.Hosts.FirstOrDefault(known => known.Underlay == text)?.Name
            ?? networks.FirstOrDefault(network => OverlayBridge(network, text) is not null)?.Host;
        return new WalkEnd(text, address, host, null);
    }

    private UserErrorException UnknownTarget(string name)
    {
        List<string> known =
        [
            .. networks.SelectMany(network => network.Containers).Where(container => container.IsRunning)
                .Select(container => container.Name),
            .. scene.Hosts.Select(host => host.Name),
        ];
        var suggestion = NameSuggestion.For(name, known) is { } closest ? $" Did you mean {closest}?" : "";
        return new UserErrorException($"Unknown target \"{name}\".{suggestion}",
            $"Use one of {string.Join(", ", known)}, or an IPv4 address.");
    }

    /// <summary>The devices that lead to an endpoint on a bridge; none for an endpoint that is reached by routing.</summary>
    private CapturePoint[] Inbound(WalkEnd to)
    {
        if (to.Container is not null)
        {
            return [.. Inside(to).Reverse()];
        }

        return to.Host is { } host && OverlayBridge(Network(host), $"{to.Address}") is { } bridge ? [bridge] : [];
    }

    /// <summary>The overlay's bridge on a host, if it has this address.</summary>
    private CapturePoint? OverlayBridge(HostNetwork network, string address) =>
        network.Networks.FirstOrDefault(candidate => candidate.Name == scene.Overlay.Network)?.Bridge is { } bridge
        && network.Namespace.DeviceWithAddress(address)?.Name == bridge
            ? new CapturePoint(network.Host, CapturePointKind.Bridge, bridge)
            : null;

    /// <summary>
    /// The devices from a container's own to its bridge. A stopped container has no devices: its own end and its network's
    /// bridge remain.
    /// </summary>
    private CapturePoint[] Inside(WalkEnd end)
    {
        var network = Network(end.Host!);
        var container = end.Container!;
        var firstNetwork = container.Networks is [var first, ..] ? first.Network : null;
        int? pid = container.Pid > 0 ? container.Pid : null;
        var device = container.Namespace?.DeviceWithAddress($"{end.Address}");
        var veth = device is null ? null : network.HostEnd(device);
        var bridge = (veth is null ? null : network.BridgeOf(veth)?.Name)
            ?? network.Networks.FirstOrDefault(candidate => candidate.Name == firstNetwork)?.Bridge;
        return
        [
            new CapturePoint(end.Host!, CapturePointKind.Container, device?.Name ?? "eth0", container.Name, pid),
            .. veth is null ? Array.Empty<CapturePoint>() : [new CapturePoint(end.Host!, CapturePointKind.Veth, veth.Name)],
            .. bridge is null ? Array.Empty<CapturePoint>() : [new CapturePoint(end.Host!, CapturePointKind.Bridge, bridge)],
        ];
    }

    /// <summary>
    /// The declared address, or that of the first network. A container that is stopped or on no network has only the declared
    /// one.
    /// </summary>
    private IPAddress AddressOf(ContainerNetwork container)
    {
        var declared = scene.Service(container.Name)?.Address;
        var text = declared ?? container.Networks.Select(network => network.Address).FirstOrDefault(address => address is not null);
        return text is not null ? IPAddress.Parse(text) : throw new UserErrorException(
            $"{container.Name} has no address of its own (it is {container.State}, on network {container.NetworkMode}).",
            "Walk from or to a container on a bridge network; `chatlab drivers` explains host and none.");
    }
}
