using System.Globalization;
using System.Net;
using System.Text.Json.Serialization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection;

/// <summary>
/// The network of a host: namespaces, containers, the devices that connect them, and the firewall rules that packets traverse.
/// </summary>
/// <param name="Host">The host's name.</param>
/// <param name="Engine">The Docker Engine's version; null if no engine answers.</param>
/// <param name="Namespace">The host's own namespace.</param>
/// <param name="Containers">All containers in the order of their names, stopped ones included.</param>
/// <param name="Networks">The Docker networks.</param>
/// <param name="Fdb">
/// The forwarding databases of the host's bridges and VXLAN devices, without noise (<see cref="FdbEntry.IsNoise"/>).
/// </param>
/// <param name="FdbNoise">The number of entries left out as noise.</param>
/// <param name="ForwardsPackets">True if the host forwards packets between its devices: <c>net.ipv4.ip_forward</c>.</param>
/// <param name="BridgeCallsIptables">
/// True if frames that stay on a bridge pass iptables too: <c>bridge-nf-call-iptables</c>. Null if the kernel has no such setting.
/// </param>
/// <param name="Warnings">The parts that could not be read, and why.</param>
public sealed record HostNetwork(
    string Host,
    string? Engine,
    NetNamespace Namespace,
    IReadOnlyList<ContainerNetwork> Containers,
    IReadOnlyList<DockerNetwork> Networks,
    IReadOnlyList<FdbEntry> Fdb,
    int FdbNoise,
    Firewall Firewall,
    [property: JsonPropertyName("forwards")] bool ForwardsPackets,
    bool? BridgeCallsIptables,
    [property: JsonPropertyName("skipped")] IReadOnlyList<ParseWarning> Warnings)
{
    /// <summary>True if the host forwards IPv6 packets: <c>net.ipv6.conf.all.forwarding</c>. Null if the setting was not read.</summary>
    [JsonIgnore]
    public bool? ForwardsIpv6 { get; init; }

    /// <summary>True if bridged IPv6 frames pass ip6tables: <c>bridge-nf-call-ip6tables</c>.</summary>
    [JsonIgnore]
    public bool BridgeCallsIp6tables { get; init; }

    /// <summary>The namespaces of Swarm overlays.</summary>
    [JsonIgnore]
    internal IReadOnlyList<EngineNamespace> EngineNamespaces { get; init; } = [];

    /// <summary>The devices of the host's own namespace.</summary>
    [JsonIgnore]
    public IReadOnlyList<Device> Devices => Namespace.Devices;

    /// <summary>The routes of the host's own namespace.</summary>
    [JsonIgnore]
    public IReadOnlyList<Route> Routes => Namespace.Routes;

    /// <summary>Inspects a host. Tools that fail or print unexpected output are reported in <see cref="Warnings"/>.</summary>
    /// <param name="parallel">
    /// True to run the two commands of <see cref="HostProbe"/> at the same time: faster, with more load on the host.
    /// </param>
    /// <exception cref="HostUnreachableException">The host does not answer.</exception>
    public static async Task<HostNetwork> ReadAsync(ICommandRunner host, bool parallel, CancellationToken cancellation) =>
        Parse(host.Name, await HostProbe.RunAsync(host, parallel, cancellation));

    /// <summary>Finds the container with this name.</summary>
    public ContainerNetwork? Container(string name) => Containers.FirstOrDefault(container => container.Name == name);

    /// <summary>Finds the running container that has this address in a namespace other than the host's.</summary>
    public ContainerNetwork? ContainerAt(string address) =>
        NamespacedContainers.FirstOrDefault(container => container.Namespace?.DeviceWithAddress(address) is not null);

    /// <summary>Finds the host's end of a veth pair whose other end is in a container.</summary>
    /// <param name="device">The container's end: its eth0.</param>
    public Device? HostEnd(Device device) =>
        device.PeerIndex is { } peer && Namespace.Device(peer) is { Kind: "veth" } end && end.PeerIndex == device.Index ? end : null;

    /// <summary>
    /// Finds the namespace with the host's end of a container's veth pair: a Swarm overlay's; null for the host's own, or if neither
    /// contains that end.
    /// </summary>
    internal Netns? Around(Device device) => HostEnd(device) is not null
        ? null
        : EngineNamespaces.FirstOrDefault(engine => In(engine.Netns).HostEnd(device) is not null)?.Netns;

    /// <summary>Returns the host with the devices and forwarding entries of a Swarm overlay's namespace in place of its own.</summary>
    /// <param name="netns">The overlay's namespace. For null or a container's namespace, the host is returned unchanged.</param>
    internal HostNetwork In(Netns? netns) => EngineNamespaces.FirstOrDefault(engine => engine.Netns == netns) is { } found
        ? this with { Namespace = found.Namespace, Fdb = found.Fdb }
        : this;

    /// <summary>Finds the Swarm overlay whose devices are in a namespace.</summary>
    internal DockerNetwork? OverlayOf(Netns? netns) =>
        Networks.FirstOrDefault(network => network.Driver == DockerNetwork.OverlayDriver && network.EngineNamespace == netns?.Name);

    /// <summary>Finds the bridge that a device is a port of.</summary>
    public Device? BridgeOf(Device port) => port.Master is { } bridge ? Namespace.Device(bridge) : null;

    /// <summary>Lists the forwarding entries of a VXLAN device that lead to other hosts.</summary>
    public IEnumerable<FdbEntry> TunnelEntries(string device) => Fdb.Where(entry => entry.Device == device && entry.Remote is not null);

    /// <inheritdoc cref="NetNamespace.RouteTo" />
    internal Route? RouteTo(IPAddress address) => Namespace.RouteTo(address);

    /// <summary>Lists the ports of a bridge.</summary>
    public IEnumerable<Device> PortsOf(Device bridge) => Devices.Where(device => device.Master == bridge.Name);

    /// <summary>Finds the container, and the device in it, at the other end of a veth device of the host.</summary>
    public (ContainerNetwork Container, Device Device)? ContainerEnd(Device veth) => NamespacedContainers
        .SelectMany(container => container.Devices.Select(device => (container, device)))
        .Where(end => HostEnd(end.device) == veth)
        .Cast<(ContainerNetwork, Device)?>()
        .FirstOrDefault();

    /// <summary>
    /// The containers outside the host's own namespace; the owner of a shared namespace comes before those that joined it.
    /// </summary>
    [JsonIgnore]
    public IEnumerable<ContainerNetwork> NamespacedContainers => Containers
        .Where(container => !IsHostNamespace(container.Namespace))
        .OrderBy(container => container.SharesContainerNamespace);

    /// <summary>Reports whether this is the host's own namespace.</summary>
    public bool IsHostNamespace(NetNamespace? ns) => ns?.Id == Namespace.Id;

    /// <param name="output">The output of <see cref="HostProbe.RunAsync"/>.</param>
    internal static HostNetwork Parse(string host, ReadOnlyMemory<byte> output)
    {
        var warnings = new List<ParseWarning>();
        var sections = new Sections(output, warnings);
        var listeners = Listener.Parse(sections.Output("listen"), "/proc/net/tcp", warnings)
            .ToLookup(listener => listener.Process, listener => listener.Listener);
        var own = ReadNamespace(sections, HostProbe.Self, listeners, "the host", warnings);
        var containers = ReadContainers(sections, own, listeners, warnings);
        var iptables = IptablesSave.Parse(sections.Output("iptables"), "iptables-save", warnings);
        // iptables-nft has its tables in these two families. Debian's own "table inet filter" is not one of them.
        var known = iptables.SelectMany(chain => new[] { $"ip {chain.Table}", $"ip6 {chain.Table}" }).ToHashSet();
        var fdb = FdbEntry.Parse(sections.Output("fdb"), "bridge fdb", warnings);
        var sysctl = sections.Text("sysctl");
        // ipv4/ip_forward:1
        var forwards = sysctl.Contains("/ip_forward:1", StringComparison.Ordinal);
        if (!forwards && !sysctl.Contains("/ip_forward:0", StringComparison.Ordinal))
        {
            warnings.Add(new ParseWarning("sysctl", $"ip_forward is missing: {sysctl}"));
        }

        var wanted = fdb.Where(entry => !entry.IsNoise(own.Devices)).ToList();
        return new HostNetwork(
            host,
            sections.Text("engine") is { Length: > 0 } engine ? engine : null,
            own,
            containers,
            DockerNetwork.ParseLines(sections.Output("networks"), "docker network inspect", warnings),
            wanted,
            fdb.Count - wanted.Count,
            Firewall.Create(
                sections.Text("iptables-version"),
                iptables,
                sections.Has("nft")
                    ? NftRuleset.Parse(sections.Output("nft"), table => !known.Contains(table), "nft list ruleset", warnings)
                    : []),
            forwards,
            sysctl.Contains("bridge-nf-call-iptables:", StringComparison.Ordinal)
                ? sysctl.Contains("bridge-nf-call-iptables:1", StringComparison.Ordinal)
                : null,
            warnings)
        {
            ForwardsIpv6 = sysctl.Contains("/all/forwarding:", StringComparison.Ordinal)
                ? sysctl.Contains("/all/forwarding:1", StringComparison.Ordinal)
                : null,
            EngineNamespaces =
            [
                .. sections.NamesAfter("namespace /").Select(name => new Netns($"/{name}")).Select(netns => new EngineNamespace(
                    netns, ReadNamespace(sections, netns.Name, listeners, netns.Name, warnings),
                    FdbEntry.Parse(sections.Output($"fdb {netns.Name}"), $"bridge fdb of {netns.Name}", warnings))),
            ],
            BridgeCallsIp6tables = sysctl.Contains("bridge-nf-call-ip6tables:1", StringComparison.Ordinal),
        };
    }

    private static List<ContainerNetwork> ReadContainers(
        Sections sections, NetNamespace own, ILookup<string, Listener> listeners, List<ParseWarning> warnings)
    {
        var containers = ContainerNetwork.Parse(sections.Output("containers"), "docker inspect", warnings);
        var names = containers.Where(container => container.Pid > 0).ToLookup(container => container.Pid, container => container.Name);
        var namespaces = new Dictionary<string, NetNamespace> { [own.Id] = own };
        var byPid = new Dictionary<int, NetNamespace>();
        foreach (var section in sections.NamesAfter("namespace "))
        {
            if (int.TryParse(section, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                var id = sections.Text($"namespace {section}");
                if (!namespaces.TryGetValue(id, out var ns))
                {
                    var owner = names[pid].FirstOrDefault() ?? $"process {pid}";
                    namespaces[id] = ns = ReadNamespace(sections, section, listeners, owner, warnings);
                }

                byPid[pid] = ns;
            }
        }

        // /proc/6056/status
        var stopped = sections.Has("stopped") ? sections.Text("stopped").Split('\n') : [];
        return
        [
            .. containers
                .Select(container => container with
                {
                    Namespace = byPid.GetValueOrDefault(container.Pid),
                    IsProgramStopped = stopped.Contains($"/proc/{container.Pid}/status"),
                })
                .OrderBy(container => container.Name, StringComparer.Ordinal),
        ];
    }

    private static NetNamespace ReadNamespace(
        Sections sections, string suffix, ILookup<string, Listener> listeners, string owner, List<ParseWarning> warnings) =>
        NetNamespace.Parse(sections.Text($"namespace {suffix}"), sections.Output($"ip {suffix}"), [.. listeners[suffix]], owner, warnings)
            with
        {
            Ipv6Routes = sections.Has($"ip6 {suffix}")
                    ? Route.Parse(sections.Output($"ip6 {suffix}"), $"ip -6 route of {owner}", warnings)
                    : [],
        };
}
