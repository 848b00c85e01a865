namespace ChatAspire.Network.Inspection.Picture;

/// <summary>What of a host is drawn: which box is over which bridge, and what is only mentioned.</summary>
internal sealed class HostScene
{
    /// <summary>More boxes than this over one bridge would be too small to read; the table has them all.</summary>
    private const int MaxBoxes = 6;

    public HostScene(HostNetwork map)
    {
        Map = map;
        var places = map.Containers.Where(container => container.Namespace is not null)
            .GroupBy(container => container.Namespace!.Id)
            .Select(shared => new NamespaceNode(map, [.. shared.OrderBy(container => container.SharesContainerNamespace)]))
            .ToList();
        Groups =
        [
            .. map.Devices.Where(device => device.Kind == "bridge")
                .Select(bridge => new BridgeGroup(bridge, [.. places.Where(place => place.Bridge == bridge)], map.PortsOf(bridge).Any()))
                .Where(group => group.HasPorts)
                .OrderByDescending(group => map.PortsOf(group.Bridge!).Any(port => port.Vxlan is not null)),
        ];
        if (places.Where(place => place.Bridge is null).ToList() is { Count: > 0 } apart)
        {
            Groups = [.. Groups, new BridgeGroup(null, apart, false)];
        }

        Notes =
        [
            .. map.Devices.Where(device => device.Kind == "bridge" && !map.PortsOf(device).Any())
                .Select(bridge => $"{bridge.Name} {bridge.Ipv4}: a bridge with nothing plugged in"),
            .. map.Containers.Where(container => container.Namespace is null).Select(container => $"{container.Name}: {container.State}"),
            .. map.Warnings.Count > 0 ? [$"{map.Warnings.Count} things could not be read; the table says which"] : Array.Empty<string>(),
        ];
        Vxlans = [.. map.Devices.Where(device => device.Vxlan is not null)];
        Nic = (Vxlans.Select(vxlan => vxlan.Vxlan!.Link).FirstOrDefault(link => link is not null) ?? map.Routes.FirstOrDefault(route => route.Destination == "default")?.Device) is { } nic
            ? map.Namespace.Device(nic)
            : null;
    }

    public HostNetwork Map { get; }

    /// <summary>Side by side; the overlay's first, those of no bridge last.</summary>
    public IReadOnlyList<BridgeGroup> Groups { get; }

    /// <summary>Said in words at the card's foot.</summary>
    public IReadOnlyList<string> Notes { get; }

    public IReadOnlyList<Device> Vxlans { get; }

    /// <summary>What the tunnel leaves by, or else the default route.</summary>
    public Device? Nic { get; }

    /// <summary>Its IPv4 address.</summary>
    public string? NicAddress => Nic?.Ipv4?.Local;

    /// <summary>A bridge and the namespaces plugged into it.</summary>
    /// <param name="Bridge">Null: namespaces that are plugged into none.</param>
    internal sealed record BridgeGroup(Device? Bridge, IReadOnlyList<NamespaceNode> All, bool HasPorts)
    {
        public IReadOnlyList<NamespaceNode> Drawn { get; } = All.Count <= MaxBoxes ? All : [.. All.Take(MaxBoxes)];

        public int Hidden => All.Count - Drawn.Count;
    }
}

/// <summary>A namespace with the containers that live in it.</summary>
internal sealed class NamespaceNode(HostNetwork map, IReadOnlyList<ContainerNetwork> containers)
{
    public IReadOnlyList<ContainerNetwork> Containers => containers;

    public bool IsHostNamespace { get; } = map.IsHostNamespace(containers[0].Namespace);

    /// <summary>Its ends of cables.</summary>
    public IReadOnlyList<Device> Devices { get; } =
        map.IsHostNamespace(containers[0].Namespace) ? [] : [.. containers[0].Devices.Where(device => device.Kind != "loopback")];

    /// <summary>The first device's.</summary>
    public Device? Bridge => Devices.Select(device => map.HostEnd(device) is { } end ? map.BridgeOf(end) : null).FirstOrDefault(bridge => bridge is not null);

    public string Name => string.Join(" + ", containers.Select(container => container.Name));
}
