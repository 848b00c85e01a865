using System.Net;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>Finds the endpoints of walks by name or address.</summary>
internal sealed class EndFinder(WalkScene scene, IReadOnlyList<HostNetwork> networks)
{
    private const string LocalName = "localhost";

    /// <summary>
    /// Finds a container by its name or its Compose service, a host by name, or any endpoint by address. PROJECT/SERVICE,
    /// NETWORK/CONTAINER and HOST/NAME narrow the choice.
    /// </summary>
    /// <exception cref="UserErrorException">The name is unknown or ambiguous.</exception>
    public WalkEnd Find(string name) => FindIn(name, networks)
        ?? (scene.Hosts.FirstOrDefault(known => known.Name == name) is { } host ? OfHost(name, host) : null)
        ?? Qualified(name)
        ?? (name == LocalName ? AtAddress(name, IPAddress.Loopback) : null)
        ?? (AddressText.TryParse(name, out var address) ? AtAddress($"{address}", address) : null)
        ?? throw Unknown(name);

    /// <summary>Returns a container as an endpoint. On passive hosts, a container with <c>--network host</c> is the host itself.</summary>
    /// <exception cref="UserErrorException">The container has no address.</exception>
    public WalkEnd Of(string name, HostNetwork network, ContainerNetwork container) =>
        container.Pid > 0 && network.IsHostNamespace(container.Namespace) && scene.IsPassive
            ? OfHost(name, Host(network.Host))
            : new WalkEnd(name, AddressOf(container, network), network.Host, container);

    /// <summary>
    /// Returns the addresses of a container or host, IPv4 before IPv6, without a host's loopback and link-local addresses.
    /// </summary>
    public IEnumerable<IPAddress> OwnAddresses(WalkEnd end) => (end.Container, end.Host) switch
    {
        ({ }, { }) => AddressesOf(end with { HasChosenAddress = false }),
        (null, { } host) => networks.Single(network => network.Host == host).Devices.Where(device => device.Kind != "loopback")
            .SelectMany(device => device.Addresses).Where(address => !address.IsLinkLocal).OrderBy(address => address.Family == "inet6")
            .Select(address => IPAddress.Parse(address.Local)),
        _ => [end.Address],
    };

    /// <summary>
    /// Returns the addresses by which an endpoint may be reached, IPv4 before IPv6: all addresses of a container, or only the endpoint's
    /// own address if the request chose it or the endpoint is no container.
    /// </summary>
    public IReadOnlyList<IPAddress> AddressesOf(WalkEnd end) => end is { HasChosenAddress: false, Container: { } container, Host: { } host }
        ? [.. new[] { end.Address }.Concat(OwnAddresses(container, networks.Single(network => network.Host == host))).Distinct()]
        : [end.Address];

    private WalkEnd? FindIn(string name, IReadOnlyList<HostNetwork> within)
    {
        var found = Named(name, within, container => container.Name == name);
        return found.Count > 0 ? Single(name, found) : Single(name, Named(name, within, container => container.Service == name));
    }

    private static List<(HostNetwork Network, ContainerNetwork Container)> Named(
        string name, IReadOnlyList<HostNetwork> within, Func<ContainerNetwork, bool> matches)
    {
        var found = within.SelectMany(network => network.Containers.Where(matches).Select(container => (network, container))).ToList();
        // Compose leaves the stopped containers of a service beside those that replaced them, so running ones take precedence.
        return found.Count > 1 && found.FindAll(one => one.container.Pid > 0) is [_, ..] running ? running : found;
    }

    private WalkEnd? Single(string name, List<(HostNetwork Network, ContainerNetwork Container)> found) => found switch
    {
        [] => null,
        [var (network, container)] => Of(name, network, container),
        _ => throw Ambiguous(name, found),
    };

    private static UserErrorException Ambiguous(string name, List<(HostNetwork Network, ContainerNetwork Container)> found)
    {
        List<string> hosts = [.. found.Select(one => one.Network.Host).Distinct()];
        if (hosts.Count > 1)
        {
            return new UserErrorException($"Ambiguous target \"{name}\": it exists on {string.Join(" and ", hosts)}.",
                $"Name the host: {hosts[0]}/{name}.");
        }

        List<string> projects = [.. found.Select(one => one.Container.Project ?? "").Distinct()];
        return projects.Count > 1
            ? new UserErrorException($"Ambiguous target \"{name}\": it is a service of {string.Join(" and ", projects)}.",
                $"Name the project: {projects[0]}/{name}.")
            : new UserErrorException($"Ambiguous target \"{name}\": the service has {found.Count} containers.",
                $"Use one of {string.Join(", ", found.Select(one => one.Container.Name))}.");
    }

    // PROJECT/SERVICE, NETWORK/CONTAINER or HOST/NAME: shop/web, backend/shop-db-1, vm1/web
    private WalkEnd? Qualified(string text)
    {
        if (text.Split('/', 2) is not [var left, { Length: > 0 } right])
        {
            return null;
        }

        if (networks.FirstOrDefault(network => network.Host == left) is { } only)
        {
            return FindIn(right, [only])
                ?? (right == LocalName ? new WalkEnd(text, IPAddress.Loopback, left, null) { HasChosenAddress = true } : null)
                ?? throw Unknown(right);
        }

        var service = Named(text, networks, container => container.Project == left && container.Service == right);
        if (service.Count > 0)
        {
            return Single(text, service);
        }

        var attached = Named(text, networks, container => (container.Name == right || container.Service == right)
            && container.Networks.Any(network => network.Network == left));
        return Single(text, attached) is { Container: { } found } end
            && found.Networks.First(network => network.Network == left) is { } attachment
            && (attachment.Address ?? attachment.Ipv6Address) is { } address
            ? end with { Address = IPAddress.Parse(address), HasChosenAddress = true }
            : null;
    }

    private WalkEnd AtAddress(string text, IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
        {
            return new WalkEnd(text, address, scene.Hosts is [var only] ? only.Name : null, null) { HasChosenAddress = true };
        }

        var found = networks.Select(network => (network, Container: network.ContainerAt(text))).Where(one => one.Container is not null)
            .ToList();
        return found switch
        {
            [var (network, container), ..] when found.Count == 1 || !scene.IsPassive =>
                new WalkEnd(container!.Name, address, network.Host, container) { HasChosenAddress = true },
            [] => new WalkEnd(text, address, HostAt(text), null) { HasChosenAddress = true },
            _ => throw Ambiguous(text, [.. found.Select(one => (one.network, one.Container!))]),
        };
    }

    private string? HostAt(string address)
    {
        if (scene.Hosts.FirstOrDefault(known => known.Underlay == address) is { } underlay)
        {
            return underlay.Name;
        }

        // Every Docker host has the address of docker0, so in a lab only the address of the overlay's bridge identifies a host.
        var overlay = scene.Overlay?.Network;
        List<HostNetwork> owners =
        [
            .. networks.Where(network => network.Namespace.DeviceWithAddress(address) is { } device
                && (overlay is null || network.Networks.Any(one => one.Name == overlay && one.Bridge == device.Name))),
        ];
        return owners is [var owner] ? owner.Host : null;
    }

    private UserErrorException Unknown(string name)
    {
        var containers = networks.SelectMany(network => network.Containers).Where(container => container.IsRunning).ToList();
        List<string> known =
        [
            .. containers.Select(container => container.Name),
            .. containers.Select(container => container.Service).OfType<string>(),
            .. scene.Hosts.Select(host => host.Name),
        ];
        var suggestion = NameSuggestion.For(name, known.Distinct()) is { } closest ? $" Did you mean {closest}?" : "";
        return new UserErrorException($"Unknown target \"{name}\".{suggestion}",
            $"Use one of {string.Join(", ", known.Distinct())}, or an address.");
    }

    private WalkHost Host(string name) => scene.Hosts.Single(host => host.Name == name);

    private static WalkEnd OfHost(string name, WalkHost host) => new(name, IPAddress.Parse(host.Underlay), host.Name, null);

    /// <summary>
    /// Returns the container's declared address, or else the first that Docker or another program assigned. A container that is stopped or
    /// on no network has at most a declared address.
    /// </summary>
    private IPAddress AddressOf(ContainerNetwork container, HostNetwork network)
    {
        var declared = scene.Service(container.Name)?.Address;
        return declared is not null ? IPAddress.Parse(declared)
            : OwnAddresses(container, network) is [var first, ..] ? first
            : throw NoAddress(container, network);
    }

    private static List<IPAddress> OwnAddresses(ContainerNetwork container, HostNetwork network)
    {
        var assigned = container.Networks.Select(attachment => attachment.Address)
            .Concat(container.Networks.Select(attachment => attachment.Ipv6Address)).OfType<string>().Select(IPAddress.Parse).ToList();
        // Docker lists no networks for a container that shares another container's namespace, and no addresses that other programs
        // assigned.
        return assigned.Count > 0 || network.IsHostNamespace(container.Namespace) ? assigned
            :
            [
                .. container.Devices.Where(device => device.Kind != "loopback").SelectMany(device => device.Addresses)
                    .Where(address => !address.IsLinkLocal).OrderBy(address => address.Family == "inet6")
                    .Select(address => IPAddress.Parse(address.Local)),
            ];
    }

    private UserErrorException NoAddress(ContainerNetwork container, HostNetwork network)
    {
        var shell = Host(network.Host).Shell;
        return container switch
        {
            { Pid: 0 } => new UserErrorException(
                $"{container.Name} is not running ({container.State}), so it has no address.", shell + container.RestoreCommand),
            { NetworkMode: "none" } => new UserErrorException(
                $"{container.Name} has --network none: only lo, so that it reaches nothing and nothing reaches it.",
                $"{shell}docker network disconnect none {container.Name}, then {shell}docker network connect NETWORK {container.Name}"),
            { SharesContainerNamespace: true } => new UserErrorException(
                $"{container.Name} shares the namespace of a container that was restarted since, and so has a new one.",
                $"{shell}docker restart {container.Name}"),
            _ => new UserErrorException(
                $"{container.Name} has no address of its own (it is {container.State}, on network {container.NetworkMode}).",
                $"{shell}docker network connect NETWORK {container.Name}"),
        };
    }
}
