using System.Net;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>One end of a walk.</summary>
/// <param name="Host">The lab's host that it is, or is on; null for what is outside.</param>
/// <param name="Container">Null for a host, or an address outside.</param>
internal sealed record WalkEnd(string Name, IPAddress Address, string? Host, ContainerNetwork? Container)
{
    public override string ToString() => Name == $"{Address}" ? Name : $"{Name} {Address}";
}

/// <summary>The lab as it stands, as far as packets care: which devices are between two ends.</summary>
internal sealed class Topology(WalkScene scene, IReadOnlyList<HostNetwork> maps)
{
    public OverlayNetwork Overlay => scene.Overlay;

    public IReadOnlyList<WalkHost> Hosts => scene.Hosts;

    public HostNetwork Map(string host) => maps.Single(map => map.Host == host);

    public WalkHost Facts(string host) => scene.Hosts.Single(facts => facts.Name == host);

    /// <summary>The VXLAN device that joins a host to the others.</summary>
    public Device? Vxlan(string host) => Map(host).Namespace.Device(scene.Overlay.Device);

    /// <summary>A container or host of the lab by its name, or an address.</summary>
    /// <exception cref="UserErrorException">There is no such thing.</exception>
    public WalkEnd Find(string name)
    {
        if (maps.SelectMany(map => map.Containers.Where(container => container.Name == name).Select(container => (map.Host, container))).ToList() is [_, ..] found)
        {
            return found is [var (host, container)]
                ? new WalkEnd(name, AddressOf(container), host, container)
                : throw new UserErrorException($"\"{name}\" is on {string.Join(" and ", found.Select(f => f.Host))}.", "Say it by its address.");
        }

        if (scene.Hosts.FirstOrDefault(facts => facts.Name == name) is { } known)
        {
            return new WalkEnd(name, IPAddress.Parse(known.Underlay), name, null);
        }

        if (!Ipv4.TryParse(name, out IPAddress address))
        {
            throw new UserErrorException(
                $"\"{name}\" is no container or host of this lab, and no IPv4 address.",
                $"One of {string.Join(", ", maps.SelectMany(map => map.Containers).Where(c => c.IsRunning).Select(c => c.Name).Concat(scene.Hosts.Select(h => h.Name)))}, or an address.");
        }

        return maps.Select(map => (map.Host, Container: map.ContainerAt(name))).FirstOrDefault(at => at.Container is not null) is ({ } on, { } its)
            ? new WalkEnd(its.Name, address, on, its)
            : new WalkEnd(name, address, scene.Hosts.FirstOrDefault(facts => facts.Underlay == name)?.Name ?? maps.FirstOrDefault(map => Bridge(map, name) is not null)?.Host, null);
    }

    /// <summary>Between a container and whatever it reaches.</summary>
    public WalkPath Between(WalkEnd from, WalkEnd to, Protocol protocol, int? clientPort, int? serverPort)
    {
        var flow = new Flow(protocol, from.Address, clientPort, to.Address, serverPort);
        var out_ = Inside(from);
        if (to.Container is null && (to.Host == from.Host || Map(from.Host!).Namespace.DeviceWithAddress($"{to.Address}") is not null))
        {
            // The host itself: what comes in by the bridge is delivered there, and no other device shows it.
            return new WalkPath(out_, [flow]);
        }

        CapturePoint[] in_ = to.Container is not null ? [.. Inside(to).Reverse()] : to.Host is { } other && Bridge(Map(other), $"{to.Address}") is { } bridge ? [bridge] : [];
        if (in_.Length == 0)
        {
            // Routed, and leaves with the host's own address: MASQUERADE.
            return new WalkPath(
                [.. out_, Nic(from.Host!), .. to.Host is null ? Array.Empty<CapturePoint>() : [Nic(to.Host)]],
                [flow, flow with { Client = IPAddress.Parse(Facts(from.Host!).Underlay) }]);
        }

        return new WalkPath(
            from.Host == to.Host
                ? [.. out_, .. in_.Where(place => !out_.Contains(place))]
                : [.. out_, VxlanPlace(from.Host!), Nic(from.Host!), Nic(to.Host!), VxlanPlace(to.Host!), .. in_],
            [flow]);
    }

    /// <summary>From outside to a published port of a host.</summary>
    public WalkPath FromOutside(string host, int port)
    {
        var underlay = IPAddress.Parse(Facts(host).Underlay);
        var toHost = new Flow(Protocol.Tcp, null, null, underlay, port);
        return Publisher(host, port) is ({ } container, { } published)
            ? new WalkPath(
                [Nic(host), .. Inside(new WalkEnd(container.Name, AddressOf(container), host, container)).Reverse()],
                [toHost, new Flow(Protocol.Tcp, null, null, AddressOf(container), published.ContainerPort)])
            : new WalkPath([Nic(host)], [toHost]);
    }

    /// <summary>The container that a port of a host leads to.</summary>
    public (ContainerNetwork Container, PublishedPort Port)? Publisher(string host, int port) => Map(host).Containers
        .SelectMany(container => container.Ports.Select(published => (container, published)))
        .Where(p => p.published.HostPort == port && p.published.Protocol == "tcp" && p.container.Pid > 0)
        .Cast<(ContainerNetwork, PublishedPort)?>()
        .FirstOrDefault();

    public CapturePoint Nic(string host) => new(host, CapturePointKind.Nic, Facts(host).Nic);

    private CapturePoint VxlanPlace(string host) => new(host, CapturePointKind.Vxlan, scene.Overlay.Device);

    /// <summary>The overlay's bridge on a host, where it has this address.</summary>
    private CapturePoint? Bridge(HostNetwork map, string address) =>
        map.Networks.FirstOrDefault(network => network.Name == scene.Overlay.Network)?.Bridge is { } bridge && map.Namespace.DeviceWithAddress(address)?.Name == bridge
            ? new CapturePoint(map.Host, CapturePointKind.Bridge, bridge)
            : null;

    /// <summary>From the container's own device to its bridge. A stopped one has no devices: its end and its network's bridge are left.</summary>
    private CapturePoint[] Inside(WalkEnd end)
    {
        var map = Map(end.Host!);
        var container = end.Container!;
        var device = container.Namespace?.DeviceWithAddress($"{end.Address}");
        var veth = device is null ? null : map.HostEnd(device);
        var bridge = (veth is null ? null : map.BridgeOf(veth)?.Name)
            ?? map.Networks.FirstOrDefault(network => network.Name == (container.Networks is [var first, ..] ? first.Network : ""))?.Bridge;
        return
        [
            new CapturePoint(end.Host!, CapturePointKind.Container, device?.Name ?? "eth0", container.Name, container.Pid > 0 ? container.Pid : null),
            .. veth is null ? Array.Empty<CapturePoint>() : [new CapturePoint(end.Host!, CapturePointKind.Veth, veth.Name)],
            .. bridge is null ? Array.Empty<CapturePoint>() : [new CapturePoint(end.Host!, CapturePointKind.Bridge, bridge)],
        ];
    }

    /// <summary>Where lab.json puts it, else its first network's. A container that is stopped, or on no network, has none but the lab's.</summary>
    private IPAddress AddressOf(ContainerNetwork container)
    {
        var asked = scene.Service(container.Name)?.Address;
        var text = asked ?? container.Networks.Select(network => network.Address).FirstOrDefault(address => address is not null);
        return text is not null ? IPAddress.Parse(text) : throw new UserErrorException(
            $"{container.Name} has no address of its own (it is {container.State}, on network {container.NetworkMode}).",
            "Follow a container on a bridge network; `drivers` shows what host and none mean.");
    }
}
