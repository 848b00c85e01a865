using Spectre.Console;
using Spectre.Console.Rendering;

namespace ChatAspire.Network.Inspection.Report;

/// <summary>A host's map as tables, each with a line that says what one sees: for readers who never saw <c>ip link</c>.</summary>
internal static class HostReport
{
    /// <summary>Five columns, each as wide as a MAC with its words.</summary>
    private const int FullWidth = 108;

    public static void Write(IAnsiConsole console, IReadOnlyList<HostNetwork> maps)
    {
        var owners = new Owners(maps);
        foreach (var map in maps)
        {
            foreach (var part in Parts(map, owners, console.Profile.Width < FullWidth))
                console.Write(part);
        }
    }

    private static IEnumerable<IRenderable> Parts(HostNetwork map, Owners owners, bool narrow)
    {
        yield return new Spectre.Console.Rule($"[bold]{Cells.Text(map.Host)}[/]") { Justification = Justify.Left };
        yield return Line(
            $"Docker Engine {map.Engine ?? "does not answer"} · {map.Firewall.Backend} · {map.Containers.Count} containers, {map.Containers.Count(c => c.IsRunning)} running · "
            + $"ip_forward {(map.ForwardsPackets ? "1" : "0: passes nothing on between devices")}");

        yield return Heading("Containers", "Each lives in a network namespace: devices, routes and ports of its own. Its eth0 is one end of a cable (a veth pair); the other end is a device of the host, plugged into a bridge. Each end knows the other's number.");
        yield return Containers(map, narrow);

        yield return Heading("Bridges", "The host's switches. A port is a plug; the forwarding database says behind which port a MAC is: learned from its frames, or set by hand.");
        yield return Bridges(map, owners, narrow);
        yield return Line(map.BridgeCallsIptables switch
        {
            true => "bridge-nf-call-iptables is 1: frames that stay on a bridge pass iptables too.",
            false => "bridge-nf-call-iptables is 0: frames that stay on a bridge do not pass iptables.",
            null => "No bridge-nf-call-iptables here (br_netfilter is not loaded): frames that stay on a bridge do not pass iptables.",
        });
        yield return Line($"{map.FdbNoise} entries of the forwarding databases are not shown: ports' own MACs, and multicast groups that devices listen to.");

        if (map.Devices.Any(device => device.Vxlan is not null))
        {
            yield return Heading("VXLAN devices", "What goes in is wrapped, the whole Ethernet frame, into a UDP packet to another host, and unwrapped there.");
            yield return Vxlans(map, owners);
        }

        yield return Heading("The host's own devices and routes");
        yield return Others(map);
        yield return Routes(map.Routes);

        foreach (var part in FirewallReport.Parts(map.Firewall))
            yield return part;

        if (map.Warnings.Count > 0)
        {
            yield return Heading("Not read", "These could not be read or understood; all else stands.");
            foreach (var skip in map.Warnings)
                yield return new Markup(Cells.Warn($"  {skip}\n"));
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
            var devices = map.IsHostNamespace(container.Namespace) ? [] : container.Devices.Where(device => device.Kind != "loopback").ToList();
            return new[]
            {
                Cells.Lines(
                    Cells.Title(container.Name),
                    Cells.Text(container.Image),
                    container.IsRunning ? null : Cells.Warn(container.State),
                    container.Namespace is { } ns ? Cells.Lines(Cells.Quiet($"/proc/{container.Pid}/ns/net"), Cells.Quiet($"→ {ns.Id}")) : null,
                    container.SharesContainerNamespace && map.NamespacedContainers.FirstOrDefault(one => one.Namespace == container.Namespace) is { } owner ? $"shares that of {Cells.Text(owner.Name)}" : null),
                map.IsHostNamespace(container.Namespace) ? "in the host's own namespace (--network host): the host's devices are its own"
                    : container.Namespace is null ? "no namespace: it does not run"
                    : devices.Count == 0 ? "none but lo (--network none)"
                    : Cells.Lines(devices.SelectMany(Inside)),
                Cells.Lines(devices.Select(device => Outside(map, device))),
                map.IsHostNamespace(container.Namespace) ? "the host's" : Cells.Lines(container.Routes.Select(Cells.Route)),
                Cells.Lines(Ports(map, container)),
            };
        }));

    private static IEnumerable<string?> Inside(Device device) =>
        [Cells.Device(device), .. Cells.Addresses(device), device.Mac is { } mac ? Cells.Quiet(mac) : null, Cells.Quiet($"MTU {device.Mtu}")];

    private static string Outside(HostNetwork map, Device device) => map.HostEnd(device) is not { } end
        ? Cells.Warn(device.Kind == "veth" ? $"device {device.PeerIndex} of another namespace" : $"no pair: {device.Kind}")
        : Cells.Lines(
            Cells.Device(end),
            map.BridgeOf(end) is { } bridge
                ? $"→ {Cells.Title(bridge.Name)}{(end.PortState is "forwarding" or null ? "" : $" {Cells.Warn(end.PortState)}")}"
                : Cells.Warn("→ plugged into no bridge"),
            end.Mac is { } mac ? Cells.Quiet(mac) : null);

    private static IEnumerable<string> Ports(HostNetwork map, ContainerNetwork container) =>
    [
        .. (map.IsHostNamespace(container.Namespace) ? [] : container.Listeners)
            .Where(listener => !listener.IsLoopback).Select(listener => listener.Port).Distinct().Order().Select(port => $"listens on {port}"),
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
                Cells.Lines(Cells.Device(bridge), network is null ? "" : Cells.Text($"Docker network {network.Name}"), Cells.Quiet($"MTU {bridge.Mtu}")),
                Cells.Lines([.. Cells.Addresses(bridge), bridge.Mac is { } mac ? Cells.Quiet(mac) : null]),
                map.PortsOf(bridge).Any() ? Cells.Lines(map.PortsOf(bridge).Select(port => Port(map, port))) : Cells.Quiet("nothing is plugged in"),
                Cells.Lines(map.Fdb.Where(entry => entry.Master == bridge.Name).Select(entry => Entry(map, entry, entry.Device, owners))),
            };
        }));

    private static string Port(HostNetwork map, Device port) => Cells.Lines(
        $"{Cells.Device(port)} ↔ {(map.ContainerEnd(port) is var (container, device) ? Cells.Text($"{device.Name} of {container.Name}") : port.Vxlan is null ? Cells.Text(port.Kind) : "the other hosts")}"
        + (port.PortState is "forwarding" or null ? "" : $" {Cells.Warn(port.PortState)}"));

    private static string Entry(HostNetwork map, FdbEntry entry, string to, Owners owners) =>
        $"{(entry.Mac == FdbEntry.AnyMac ? "any other" : Cells.Address(entry.Mac))} → {Cells.Text(to)} {Cells.Quiet(entry.IsLearned ? "(learned)" : "(static)")}"
        + (owners.Of(entry.Mac, seenFrom: map.Host) is { } owner ? $" {Cells.Text(owner)}" : "");

    private static Table Vxlans(HostNetwork map, Owners owners)
    {
        var table = Cells.NewTable("device", "tunnel", "port of", "forwarding database: MAC → host");
        foreach (var device in map.Devices.Where(device => device.Vxlan is not null))
        {
            var vxlan = device.Vxlan!;
            var own = vxlan.Link is { } link ? map.Namespace.Device(link)?.Addresses.FirstOrDefault(address => address.Family == "inet")?.Local : null;
            table.AddRow(
                Cells.Lines([Cells.Device(device), .. Cells.Addresses(device), device.Mac is { } mac ? Cells.Quiet(mac) : null, Cells.Quiet($"MTU {device.Mtu}")]),
                Cells.Lines(
                    $"VNI {vxlan.Id}, UDP {vxlan.Port}",
                    vxlan.Link is null ? null : Cells.Text($"over {vxlan.Link}{(own is null ? "" : $", {own}")}"),
                    vxlan.Remote is { } remote ? $"to {Cells.Address(remote)}" : "to whom its forwarding database says"),
                device.Master is { } master ? Cells.Title(master) : Cells.Warn("no bridge"),
                Cells.Lines(map.Fdb.Where(entry => entry.Device == device.Name && entry.Remote is not null).Select(entry => Entry(map, entry, entry.Remote!, owners))));
        }

        return table;
    }

    private static Table Others(HostNetwork map)
    {
        var table = Cells.NewTable("device", "addresses", "MAC", "MTU");
        foreach (var device in map.Devices.Where(device => device.Kind is not ("bridge" or "vxlan" or "loopback") && map.ContainerEnd(device) is null))
            table.AddRow(Cells.Device(device), Cells.Lines(Cells.Addresses(device)), Cells.Quiet(device.Mac ?? ""), $"{device.Mtu}");
        return table;
    }

    private static Table Routes(IReadOnlyList<Route> routes)
    {
        var table = Cells.NewTable("to", "by way of", "device", "as");
        table.ShowRowSeparators = false;
        foreach (var route in routes)
            table.AddRow(Cells.Address(route.Destination), Cells.Text(route.Gateway ?? "(on this segment)"), Cells.Text(route.Device ?? "(nowhere)"), Cells.Text(route.Source ?? ""));
        return table;
    }
}
