using System.Net;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>Finds the devices through which packets pass between two endpoints.</summary>
internal sealed class PathFinder(Topology topology, EndFinder ends)
{
    private const string Loopback = "lo";

    private readonly OverlayFinder _overlays = new(topology);

    // -A DOCKER ! -i br-1a2b3c4d5e6f -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.20.0.2:80
    private const string Translation = "--to-destination ";

    /// <summary>Finds the path from a container or host to any endpoint.</summary>
    /// <exception cref="UserErrorException">No network that the walk can follow connects the endpoints' hosts.</exception>
    public WalkPath Between(WalkEnd from, WalkEnd to, Protocol protocol, int? clientPort, int? serverPort)
    {
        var flow = new Flow(protocol, from.Address, clientPort, to.Address, serverPort);
        var outbound = from.Container is null ? [] : Inside(from);
        if (to.Container is null
            && (to.Host == from.Host || topology.Network(from.Host!).Namespace.DeviceWithAddress($"{to.Address}") is not null))
        {
            // The host itself receives packets that come in through the bridge, so no other device shows them.
            var loopback = new CapturePoint(from.Host!, CapturePointKind.Loopback, Loopback);
            return Create(from, outbound.Length > 0 ? outbound : [loopback], [flow]);
        }

        if (from.Host != to.Host)
        {
            _overlays.RefuseUnreadable(from, to);
        }

        var inbound = Inbound(to);
        if (inbound.Length == 0)
        {
            if (to.Host is null && topology.Overlay is null && IsOnSegment(from, to.Address))
            {
                _overlays.RefuseUnnamedHost(from, outbound, to);
            }

            var (exit, address) = Exit(from.Host!, to.Address);
            // Routed traffic leaves with the host's own address (MASQUERADE), so the path has a second flow.
            return Create(from,
                [.. outbound, exit, .. to.Host is null ? Array.Empty<CapturePoint>() : [topology.Nic(to.Host)]],
                from.IsHost || address is null ? [flow] : [flow, flow with { Client = address }]);
        }

        if (from.Host != to.Host && Crossing(from.Host!, to) is { } crossing)
        {
            var flows = from.IsHost ? [flow] : new[] { flow, flow with { Client = crossing.Address } };
            return Create(from, [.. outbound, crossing.Exit, crossing.Entrance, .. inbound], flows);
        }

        if (from.Host == to.Host)
        {
            return Create(from, [.. outbound, .. inbound.Where(point => !outbound.Contains(point))], [flow]);
        }

        var tunnel = _overlays.Between(from, outbound, to, inbound);
        return Create(from,
            [.. outbound, tunnel.From.VxlanPoint, tunnel.From.NicPoint, tunnel.To.NicPoint, tunnel.To.VxlanPoint, .. inbound],
            [flow]) with
        { Tunnel = tunnel };
    }

    /// <summary>
    /// Finds the path from outside to a published port of a host; it ends at the host's NIC if no container publishes the port.
    /// </summary>
    public WalkPath FromOutside(string host, int port)
    {
        var underlay = IPAddress.Parse(topology.Host(host).Underlay);
        var toHost = new Flow(Protocol.Tcp, null, null, underlay, port);
        if (topology.Publisher(host, port) is not { } publisher)
        {
            return new WalkPath([topology.Nic(host)], [toHost]);
        }

        var end = ends.Of(publisher.Container.Name, topology.Network(host), publisher.Container);
        return new WalkPath(
            [topology.Nic(host), .. Inside(end).Reverse()],
            [toHost, new Flow(Protocol.Tcp, null, null, end.Address, publisher.Port.ContainerPort)]);
    }

    /// <summary>Finds the possible paths of a connection to a port that a host publishes for a container.</summary>
    /// <param name="from">A container of that host, or the host itself.</param>
    /// <param name="to">One of the host's addresses.</param>
    public PublishedPaths ToPublished(WalkEnd from, WalkEnd to, int clientPort, Publisher publisher)
    {
        var network = topology.Network(from.Host!);
        var (container, port) = (publisher.Container, publisher.Port);
        var end = ends.Of(container.Name, network, container);
        var own = ends.AddressesOf(end).FirstOrDefault(address => to.IsIpv6 && address.AddressFamily == to.Address.AddressFamily);
        end = (to.IsIpv6 ? own : TranslatedAddress(network, port.HostPort)) is { } address && ends.AddressesOf(end).Contains(address)
            ? end with { Address = address }
            : end;
        var accepted = Between(from, to, Protocol.Tcp, clientPort, port.HostPort);
        var inside = end.IsHost ? [] : Inside(end).Reverse().ToArray();
        var outbound = from.Container is null ? [] : Inside(from);
        var inner = new Flow(Protocol.Tcp, null, clientPort, end.Address, port.ContainerPort);
        var proxy = inner with { Client = SourceTowards(network, end.Address), ClientPort = null };
        return new PublishedPaths(
            accepted,
            Create(from, [.. outbound, .. inside.Where(point => !outbound.Contains(point))], [accepted.Flows[0], inner]),
            Create(from, inside, [proxy]) with { BeginsOnHost = true },
            end);
    }

    /// <summary>
    /// Creates a path. On passive hosts, a bridge that only forwards between its ports is not captured, because its ports show the frames.
    /// </summary>
    private WalkPath Create(WalkEnd from, IReadOnlyList<CapturePoint> points, IReadOnlyList<Flow> flows) => new(
        topology.IsPassive
            ? [.. points.Select((point, i) => point.Kind == CapturePointKind.Bridge ? point with { Mode = BridgeMode(points, i) } : point)]
            : points,
        flows)
    { BeginsOnHost = from.IsHost };

    /// <summary>
    /// Selects the capture mode of a bridge that must not become promiscuous: frames forwarded from port to port do not reach its own
    /// device.
    /// </summary>
    private static CaptureMode BridgeMode(IReadOnlyList<CapturePoint> points, int index) =>
        index > 0 && index + 1 < points.Count
            && points[index - 1] is { Kind: CapturePointKind.Veth or CapturePointKind.Vxlan }
            && points[index + 1] is { Kind: CapturePointKind.Veth or CapturePointKind.Vxlan }
            ? CaptureMode.None
            : CaptureMode.Direct;

    /// <summary>Indicates whether a container reaches an address through its bridge alone, without a router.</summary>
    private bool IsOnSegment(WalkEnd end, IPAddress address) => end.Container is not null
        && Inside(end) is [.., { Kind: CapturePointKind.Bridge } bridge]
        && (bridge.Overlay is not null ? OverlayFinder.IsOnNetworkOf(end.Container, address)
            : topology.Network(end.Host!).RouteTo(address) is { Gateway: null, Device: { } device } && device == bridge.Device);

    /// <summary>
    /// Finds the devices through which one host routes packets to a container on another, and the source address that it uses. Null if the
    /// first host's route does not lead through the other host.
    /// </summary>
    private (CapturePoint Exit, CapturePoint Entrance, IPAddress Address)? Crossing(string host, WalkEnd to) =>
        topology.Network(host).RouteTo(to.Address) is { Gateway: { } gateway, Device: { } device }
        && topology.Network(host).Namespace.Device(device)?.AddressOf(to.IsIpv6) is { } own
        && topology.Network(to.Host!).Namespace.DeviceWithAddress(gateway) is { } entrance
            ? (new CapturePoint(host, CapturePointKind.Nic, device), new CapturePoint(to.Host!, CapturePointKind.Nic, entrance.Name),
                IPAddress.Parse(own.Local))
            : null;

    /// <summary>
    /// Returns the device through which a host reaches an address, and the source address that it uses. The source address is null if it is
    /// unknown, which occurs for IPv6 only.
    /// </summary>
    private (CapturePoint Point, IPAddress? Address) Exit(string host, IPAddress to)
    {
        var isIpv6 = to.IsIpv6;
        var device = topology.IsPassive && topology.Network(host).RouteTo(to) is { Device: { } name }
            ? topology.Network(host).Namespace.Device(name)
            : null;
        var own = device?.AddressOf(isIpv6);
        return device is not null && (own is not null || isIpv6)
            ? (new CapturePoint(host, CapturePointKind.Nic, device.Name), own is null ? null : IPAddress.Parse(own.Local))
            : (topology.Nic(host), isIpv6 ? null : IPAddress.Parse(topology.Host(host).Underlay));
    }

    private static IPAddress? SourceTowards(HostNetwork network, IPAddress to) => network.RouteTo(to) is { } route
        && (route.Source
            ?? network.Namespace.Device(route.Device ?? "")?.AddressOf(to.IsIpv6)?.Local)
            is { } source
            ? IPAddress.Parse(source)
            : null;

    private static IPAddress? TranslatedAddress(HostNetwork network, int port) => network.Firewall.Chains
        .Where(chain => chain.Table == "nat").SelectMany(chain => chain.Rules)
        .Where(rule => rule.Target == "DNAT" && rule.Text.Contains($"--dport {port} ", StringComparison.Ordinal))
        .Select(rule => rule.Text.Split(Translation) is [_, var text] && IPAddress.TryParse(text.Split(':')[0], out var address)
            ? address
            : null)
        .FirstOrDefault(address => address is not null);

    /// <summary>Returns the devices that lead to an endpoint on a bridge; empty for an endpoint that is reached by routing.</summary>
    private CapturePoint[] Inbound(WalkEnd to)
    {
        if (to.Container is not null)
        {
            return [.. Inside(to).Reverse()];
        }

        return to.Host is { } host && OverlayBridge(topology.Network(host), $"{to.Address}") is { } bridge ? [bridge] : [];
    }

    /// <summary>Returns the overlay's bridge on a host; null if the bridge does not have this address.</summary>
    private CapturePoint? OverlayBridge(HostNetwork network, string address) =>
        network.Networks.FirstOrDefault(candidate => candidate.Name == topology.Overlay?.Network)?.Bridge is { } bridge
        && network.Namespace.DeviceWithAddress(address)?.Name == bridge
            ? new CapturePoint(network.Host, CapturePointKind.Bridge, bridge)
            : null;

    /// <summary>
    /// Returns the devices from a container's own device to its bridge. A stopped container has no devices; the result is then its former
    /// end, assumed to be eth0, and its network's bridge.
    /// </summary>
    private CapturePoint[] Inside(WalkEnd end)
    {
        var host = topology.Network(end.Host!);
        var container = end.Container!;
        var assigned = container.Networks.FirstOrDefault(attachment => attachment.Has(end.Address))
            ?? (container.Networks is [var first, ..] ? first : null);
        var device = container.Namespace?.DeviceWithAddress($"{end.Address}");
        var around = device is null ? null : host.Around(device);
        var network = host.In(around);
        var veth = device is null ? null : network.HostEnd(device);
        var bridge = (veth is null ? null : network.BridgeOf(veth)?.Name)
            ?? host.Networks.FirstOrDefault(candidate => candidate.Name == assigned?.Network)?.Bridge;
        return
        [
            new CapturePoint(end.Host!, CapturePointKind.Container, device?.Name ?? "eth0", container.Name, container.Netns),
            .. veth is null ? Array.Empty<CapturePoint>() : [Outside(CapturePointKind.Veth, veth.Name)],
            .. bridge is null ? Array.Empty<CapturePoint>() : [Outside(CapturePointKind.Bridge, bridge)],
        ];

        CapturePoint Outside(CapturePointKind kind, string name) =>
            new(end.Host!, kind, name, Netns: around) { Overlay = host.OverlayOf(around)?.Name };
    }
}
