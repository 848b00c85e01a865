using Spectre.Console;
using Spectre.Console.Rendering;

namespace ChatAspire.Network.Inspection.Report;

/// <summary>Shows the networks of hosts as tables, each with a line of explanation for readers who do not know <c>ip link</c>.</summary>
internal static class HostReport
{
    /// <summary>The minimum terminal width, in characters, for five columns that are each as wide as a MAC with its label.</summary>
    private const int FullWidth = 108;

    public static void Write(IAnsiConsole console, IReadOnlyList<HostNetwork> maps)
    {
        var owners = new Owners(maps);
        foreach (var map in maps)
        {
            foreach (var part in Parts(map, owners, console.Profile.Width < FullWidth))
            {
                console.Write(part);
            }
        }
    }

    private static IEnumerable<IRenderable> Parts(HostNetwork map, Owners owners, bool narrow)
    {
        yield return new Spectre.Console.Rule($"[bold]{Cells.Text(map.Host)}[/]") { Justification = Justify.Left };
        yield return Line(
            $"Docker Engine {map.Engine ?? "does not answer"} · {map.Firewall.Backend} · "
            + $"{map.Containers.Count} containers, {map.Containers.Count(container => container.IsRunning)} running · "
            + $"ip_forward {(map.ForwardsPackets ? "1" : "0: does not forward packets between devices")}");

        yield return Heading(
            "Containers",
            "Each has a network namespace with its own devices, routes and ports. Its eth0 is one end of a veth pair, a virtual "
            + "cable; the other end is a device of the host, attached to a bridge. The number is the interface index; "
            + "each end knows the other's.");
        yield return Containers(map, narrow);

        yield return Heading(
            "Bridges",
            "Virtual switches. The forwarding database maps a MAC address to the port that leads to it: "
            + "learned from frames, or configured.");
        yield return Bridges(map, owners, narrow);
        yield return Line(map.BridgeCallsIptables switch
        {
            true => "bridge-nf-call-iptables is 1: frames that stay on a bridge pass iptables too.",
            false => "bridge-nf-call-iptables is 0: frames that stay on a bridge do not pass iptables.",
            null => "bridge-nf-call-iptables is absent (br_netfilter is not loaded): frames that stay on a bridge do not pass iptables.",
        });
        yield return Line($"Not shown: {map.FdbNoise} entries of the forwarding databases for ports' own MACs and multicast groups.");

        if (map.Devices.Any(device => device.Vxlan is not null))
        {
            yield return Heading(
                "VXLAN devices",
                "A VXLAN device wraps an Ethernet frame into a UDP packet to another host, which unwraps it.");
            yield return Vxlans(map, owners);
        }

        foreach (var engine in map.EngineNamespaces)
        {
            var inside = map.In(engine.Netns);
            yield return Heading(
                $"Swarm overlay {map.OverlayOf(engine.Netns)?.Name}",
                $"The engine keeps its bridge and VXLAN device in a namespace of their own, {engine.Netns.Name}.");
            yield return Bridges(inside, owners, narrow);
            yield return Vxlans(inside, owners);
        }

        yield return Heading("Other devices and routes of the host");
        yield return Others(map);
        yield return Routes(map.Routes);

        foreach (var part in FirewallReport.Parts(map.Firewall))
        {
            yield return part;
        }

        if (map.Warnings.Count > 0)
        {
            yield return Heading("Warnings", "These parts could not be read; the others are complete.");
            foreach (var warning in map.Warnings)
            {
                yield return new Markup(Cells.Warn($"  {warning}\n"));
            }
        }
    }

    internal static IRenderable Heading(string title, string explanation = "") =>
        new Markup($"\n{Cells.Title(title)}{(explanation.Length == 0 ? "" : $"\n{Cells.Quiet(explanation)}")}\n");

    private static Markup Line(string text) => new(Cells.Quiet(text) + "\n");

    private static Table Containers(HostNetwork map, bool narrow) => Cells.Folded(
        narrow,
        ["container, its namespace", "device inside", "↔ device of the host, its bridge", "routes inside", "TCP ports"],
        [[0, 4], [1, 3], [2]],
        map.Containers.Select(container =>
        {
            List<Device> devices = map.IsHostNamespace(container.Namespace)
                ? []
                : [.. container.Devices.Where(device => device.Kind != "loopback")];
            return new[]
            {
                Cells.Lines(
                    Cells.Title(container.Name),
                    Cells.Text(container.Image),
                    container.IsRunning ? null : Cells.Warn(container.State),
                    container.Namespace is { } ns
                        ? Cells.Lines(Cells.Quiet($"/proc/{container.Pid}/ns/net"), Cells.Quiet($"→ {ns.Id}"))
                        : null,
                    container.SharesContainerNamespace
                        && map.NamespacedContainers.FirstOrDefault(one => one.Namespace == container.Namespace) is { } owner
                        ? $"shared with {Cells.Text(owner.Name)}"
                        : null),
                DevicesInside(map, container, devices),
                Cells.Lines(devices.Select(device => Outside(map, device))),
                map.IsHostNamespace(container.Namespace) ? "the host's" : Cells.Lines(container.Routes.Select(Cells.Route)),
                Cells.Lines(Ports(map, container)),
            };
        }));

    private static string DevicesInside(HostNetwork map, ContainerNetwork container, List<Device> devices)
    {
        if (map.IsHostNamespace(container.Namespace))
        {
            return "shares the host's namespace and devices (--network host)";
        }

        if (container.Namespace is null)
        {
            return "no namespace: not running";
        }

        return devices.Count == 0 ? "only lo (--network none)" : Cells.Lines(devices.SelectMany(Inside));
    }

    private static IEnumerable<string?> Inside(Device device) =>
        [
        Cells.Device(device),
        .. Cells.Addresses(device),
        device.Mac is { } mac ? Cells.Quiet(mac) : null,
        Cells.Quiet($"MTU {device.Mtu}"),
    ];

    private static string Outside(HostNetwork map, Device device)
    {
        var around = map.Around(device);
        var outside = map.In(around);
        return outside.HostEnd(device) is not { } end
            ? Cells.Warn(device.Kind == "veth" ? $"device {device.PeerIndex} of another namespace" : $"not a veth pair: {device.Kind}")
            : Cells.Lines(
                Cells.Device(end),
                outside.BridgeOf(end) is { } bridge
                    ? $"→ {Cells.Title(bridge.Name)}{(end.PortState is "forwarding" or null ? "" : $" {Cells.Warn(end.PortState)}")}"
                    : Cells.Warn("→ not attached to a bridge"),
                map.OverlayOf(around) is { } overlay ? Cells.Text($"of {overlay.Name}") : null,
                end.Mac is { } mac ? Cells.Quiet(mac) : null);
    }

    private static IEnumerable<string> Ports(HostNetwork map, ContainerNetwork container) =>
    [
        .. (map.IsHostNamespace(container.Namespace) ? [] : container.Listeners)
            .Where(listener => !listener.IsLoopback)
            .Select(listener => listener.Port)
            .Distinct()
            .Order()
            .Select(port => $"listens on {port}"),
        .. container.Ports.Select(port => Cells.Address($"published {port}")),
    ];

    private static Table Bridges(HostNetwork map, Owners owners, bool narrow) => Cells.Folded(
        narrow,
        ["bridge", "the host's address on it", "ports", "forwarding database: MAC → port"],
        [[0, 1], [2], [3]],
        map.Devices.Where(device => device.Kind == "bridge").Select(bridge =>
        {
            var network = map.Networks.FirstOrDefault(network => network.Bridge == bridge.Name);
            return new[]
            {
                Cells.Lines(
                    Cells.Device(bridge),
                    network is null ? "" : Cells.Text($"Docker network {network.Name}"),
                    Cells.Quiet($"MTU {bridge.Mtu}")),
                Cells.Lines([.. Cells.Addresses(bridge), bridge.Mac is { } mac ? Cells.Quiet(mac) : null]),
                map.PortsOf(bridge).Any() ? Cells.Lines(map.PortsOf(bridge).Select(port => Port(map, port))) : Cells.Quiet("no ports"),
                Cells.Lines(map.Fdb
                    .Where(entry => entry.Master == bridge.Name)
                    .Select(entry => Entry(map, entry, entry.Device, owners))),
            };
        }));

    private static string Port(HostNetwork map, Device port)
    {
        var other = port.Vxlan is null ? Cells.Text(port.Kind) : "the other hosts";
        if (map.ContainerEnd(port) is var (container, device))
        {
            other = Cells.Text($"{device.Name} of {container.Name}");
        }

        var state = port.PortState is "forwarding" or null ? "" : $" {Cells.Warn(port.PortState)}";
        return $"{Cells.Device(port)} ↔ {other}{state}";
    }

    private static string Entry(HostNetwork map, FdbEntry entry, string to, Owners owners) =>
        $"{(entry.Mac == FdbEntry.AnyMac ? "any other" : Cells.Address(entry.Mac))} → {Cells.Text(to)} "
        + Cells.Quiet(entry.IsLearned ? "(learned)" : "(static)")
        + (owners.Of(entry.Mac, seenFrom: map.Host) is { } owner ? $" {Cells.Text(owner)}" : "");

    private static Table Vxlans(HostNetwork map, Owners owners)
    {
        var table = Cells.NewTable("device", "tunnel", "port of", "forwarding database: MAC → host");
        foreach (var device in map.Devices.Where(device => device.Vxlan is not null))
        {
            var vxlan = device.Vxlan!;
            var own = vxlan.Link is { } link ? map.Namespace.Device(link)?.Ipv4?.Local : null;
            table.AddRow(
                Cells.Lines(Inside(device)),
                Cells.Lines(
                    $"VNI {vxlan.Id}, UDP {vxlan.Port}",
                    vxlan.Link is null ? null : Cells.Text($"over {vxlan.Link}{(own is null ? "" : $", {own}")}"),
                    vxlan.Remote is { } remote ? $"to {Cells.Address(remote)}" : "peers: see its forwarding database"),
                device.Master is { } master ? Cells.Title(master) : Cells.Warn("no bridge"),
                Cells.Lines(map.Fdb
                    .Where(entry => entry.Device == device.Name && entry.Remote is not null)
                    .Select(entry => Entry(map, entry, entry.Remote!, owners))));
        }

        return table;
    }

    private static Table Others(HostNetwork map)
    {
        var table = Cells.NewTable("device", "addresses", "MAC", "MTU");
        var others = map.Devices.Where(
            device => device.Kind is not ("bridge" or "vxlan" or "loopback") && map.ContainerEnd(device) is null);
        foreach (var device in others)
        {
            table.AddRow(Cells.Device(device), Cells.Lines(Cells.Addresses(device)), Cells.Quiet(device.Mac ?? ""), $"{device.Mtu}");
        }

        return table;
    }

    private static Table Routes(IReadOnlyList<Route> routes)
    {
        var table = Cells.NewTable("to", "via", "device", "source address");
        table.ShowRowSeparators = false;
        foreach (var route in routes)
        {
            table.AddRow(
                Cells.Address(route.Destination),
                Cells.Text(route.Gateway ?? "(same segment)"),
                Cells.Text(route.Device ?? "(none)"),
                Cells.Text(route.Source ?? ""));
        }

        return table;
    }
}
