namespace ChatAspire.Network.Inspection.Picture;

/// <summary>
/// Selects the parts of a host to draw: the namespaces above each bridge, and the facts that are only mentioned as notes.
/// </summary>
internal sealed class HostScene
{
    /// <summary>
    /// The maximum number of namespaces drawn above one bridge, so that they stay readable; the table of <c>inspect</c> shows all.
    /// </summary>
    private const int MaxBoxes = 6;

    public HostScene(HostNetwork map)
    {
        Map = map;
        var nodes = map.Containers.Where(container => container.Namespace is not null)
            .GroupBy(container => container.Namespace!.Id)
            .Select(shared => new NamespaceNode(map, [.. shared.OrderBy(container => container.SharesContainerNamespace)]))
            .ToList();
        Groups =
        [
            .. map.Devices.Where(device => device.Kind == "bridge")
                .Select(bridge => new BridgeGroup(bridge, [.. nodes.Where(node => node.Bridge == bridge)], map.PortsOf(bridge).Any()))
                .Where(group => group.HasPorts)
                .OrderByDescending(group => map.PortsOf(group.Bridge!).Any(port => port.Vxlan is not null)),
        ];
        if (nodes.Where(node => node.Bridge is null).ToList() is { Count: > 0 } apart)
        {
            Groups = [.. Groups, new BridgeGroup(null, apart, false)];
        }

        Notes =
        [
            .. map.Devices.Where(device => device.Kind == "bridge" && !map.PortsOf(device).Any())
                .Select(bridge => $"{bridge.Name} {bridge.Ipv4}: a bridge without ports"),
            .. map.Containers.Where(container => container.Namespace is null).Select(container => $"{container.Name}: {container.State}"),
            .. map.Warnings.Count > 0 ? [$"warnings: {map.Warnings.Count}; see the table of `inspect`"] : Array.Empty<string>(),
        ];
        Vxlans = [.. map.Devices.Where(device => device.Vxlan is not null)];
        var nic = Vxlans.Select(vxlan => vxlan.Vxlan!.Link).FirstOrDefault(link => link is not null)
            ?? map.Routes.FirstOrDefault(route => route.Destination == "default")?.Device;
        Nic = nic is null ? null : map.Namespace.Device(nic);
    }

    public HostNetwork Map { get; }

    /// <summary>The groups from left to right: bridges with a VXLAN port first, namespaces without a bridge last.</summary>
    public IReadOnlyList<BridgeGroup> Groups { get; }

    /// <summary>The notes at the bottom of the card.</summary>
    public IReadOnlyList<string> Notes { get; }

    public IReadOnlyList<Device> Vxlans { get; }

    /// <summary>The network card that the tunnel uses; without a tunnel, the card of the default route. Null if there is neither.</summary>
    public Device? Nic { get; }

    /// <summary>The IPv4 address of the network card; null if it has none.</summary>
    public string? NicAddress => Nic?.Ipv4?.Local;

    /// <summary>A bridge and the namespaces attached to it.</summary>
    /// <param name="Bridge">The bridge; null for the group of namespaces without a bridge.</param>
    internal sealed record BridgeGroup(Device? Bridge, IReadOnlyList<NamespaceNode> All, bool HasPorts)
    {
        public IReadOnlyList<NamespaceNode> Drawn { get; } = All.Count <= MaxBoxes ? All : [.. All.Take(MaxBoxes)];

        public int Hidden => All.Count - Drawn.Count;
    }
}

/// <summary>A namespace and the containers in it.</summary>
internal sealed class NamespaceNode(HostNetwork map, IReadOnlyList<ContainerNetwork> containers)
{
    public IReadOnlyList<ContainerNetwork> Containers => containers;

    public bool IsHostNamespace { get; } = map.IsHostNamespace(containers[0].Namespace);

    /// <summary>The devices of the namespace except lo, usually ends of veth pairs; empty for the host's own namespace.</summary>
    public IReadOnlyList<Device> Devices { get; } =
        map.IsHostNamespace(containers[0].Namespace) ? [] : [.. containers[0].Devices.Where(device => device.Kind != "loopback")];

    /// <summary>The first bridge to which one of the namespace's devices is attached; null if there is none.</summary>
    public Device? Bridge => Devices
        .Select(device => map.HostEnd(device) is { } end ? map.BridgeOf(end) : null)
        .FirstOrDefault(bridge => bridge is not null);

    public string Name => string.Join(" + ", containers.Select(container => container.Name));
}
