using System.Globalization;
using System.Text.Json.Serialization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection;

/// <summary>What stands on a host: its network namespaces, the containers in them, what joins them, and the rules that packets meet.</summary>
/// <param name="Host">Its name, as in lab.json.</param>
/// <param name="Engine">The Docker Engine's version; null where none answers.</param>
/// <param name="Namespace">The host's own.</param>
/// <param name="Containers">All, by name; stopped ones too.</param>
/// <param name="Networks">Docker's networks.</param>
/// <param name="Fdb">The forwarding databases of the host's bridges and VXLAN devices, without what <see cref="FdbEntry.IsNoise"/> says of.</param>
/// <param name="FdbNoise">How many entries of that kind were left out.</param>
/// <param name="ForwardsPackets">Whether the host passes packets on between its devices: <c>net.ipv4.ip_forward</c>.</param>
/// <param name="BridgeCallsIptables">Whether frames that stay on a bridge pass iptables too: <c>bridge-nf-call-iptables</c>; null where the kernel has no such switch.</param>
/// <param name="Warnings">What could not be read or understood, and why.</param>
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
    /// <summary>The devices of the host's own namespace.</summary>
    [JsonIgnore]
    public IReadOnlyList<Device> Devices => Namespace.Devices;

    /// <summary>Its routes.</summary>
    [JsonIgnore]
    public IReadOnlyList<Route> Routes => Namespace.Routes;

    /// <summary>Reads a host.</summary>
    /// <param name="sideBySide">Faster, and felt more by what runs there.</param>
    /// <exception cref="HostUnreachableException">The host does not answer.</exception>
    public static async Task<HostNetwork> ReadAsync(ICommandRunner host, bool sideBySide, CancellationToken cancellation) =>
        Parse(host.Name, await HostProbe.RunAsync(host, sideBySide, cancellation));

    /// <summary>The container of this name.</summary>
    public ContainerNetwork? Container(string name) => Containers.FirstOrDefault(container => container.Name == name);

    /// <summary>The running container with this address in a namespace of its own.</summary>
    public ContainerNetwork? ContainerAt(string address) =>
        NamespacedContainers.FirstOrDefault(container => container.Namespace?.DeviceWithAddress(address) is not null);

    /// <summary>The host's end of a veth pair whose other end is in a container.</summary>
    /// <param name="device">The container's end: its eth0.</param>
    public Device? HostEnd(Device device) => device.PeerIndex is { } peer && Namespace.Device(peer) is { Kind: "veth" } end && end.PeerIndex == device.Index ? end : null;

    /// <summary>The bridge that a device is a port of.</summary>
    public Device? BridgeOf(Device port) => port.Master is { } bridge ? Namespace.Device(bridge) : null;

    /// <summary>The ports of a bridge.</summary>
    public IEnumerable<Device> PortsOf(Device bridge) => Devices.Where(device => device.Master == bridge.Name);

    /// <summary>The container, and the device in it, that a veth of the host leads to.</summary>
    public (ContainerNetwork Container, Device Device)? ContainerEnd(Device veth) => NamespacedContainers
        .SelectMany(container => container.Devices.Select(device => (container, device)))
        .Where(end => HostEnd(end.device) == veth)
        .Cast<(ContainerNetwork, Device)?>()
        .FirstOrDefault();

    /// <summary>The containers that do not live in the host's own namespace; those that a namespace belongs to before their guests.</summary>
    [JsonIgnore]
    public IEnumerable<ContainerNetwork> NamespacedContainers => Containers.Where(container => !IsHostNamespace(container.Namespace)).OrderBy(container => container.SharesContainerNamespace);

    /// <summary>Whether this is the host's own namespace.</summary>
    public bool IsHostNamespace(NetNamespace? ns) => ns?.Id == Namespace.Id;

    /// <param name="output">Of <see cref="HostProbe.RunAsync"/>.</param>
    internal static HostNetwork Parse(string host, ReadOnlyMemory<byte> output)
    {
        var skipped = new List<ParseWarning>();
        var sections = new Sections(output, skipped);
        var listeners = Listener.Parse(sections.Output("listen"), "/proc/net/tcp", skipped).ToLookup(listener => listener.Process, listener => listener.Listener);
        var own = ReadNamespace(sections, HostProbe.Self, listeners, "the host", skipped);
        var containers = ReadContainers(sections, own, listeners, skipped);
        var iptables = IptablesSave.Parse(sections.Output("iptables"), "iptables-save", skipped);
        // Debian's own "table inet filter" is none of them.
        var known = iptables.SelectMany(chain => new[] { $"ip {chain.Table}", $"ip6 {chain.Table}" }).ToHashSet();
        var fdb = FdbEntry.Parse(sections.Output("fdb"), "bridge fdb", skipped);
        var sysctl = sections.Text("sysctl");
        // /proc/sys/net/ipv4/ip_forward:1
        var forwards = sysctl.Contains("/ip_forward:1", StringComparison.Ordinal);
        if (!forwards && !sysctl.Contains("/ip_forward:0", StringComparison.Ordinal))
            skipped.Add(new ParseWarning("sysctl", $"no ip_forward in it: {sysctl}"));

        var wanted = fdb.Where(entry => !entry.IsNoise(own.Devices)).ToList();
        return new HostNetwork(
            host,
            sections.Text("engine") is { Length: > 0 } engine ? engine : null,
            own,
            containers,
            DockerNetwork.ParseLines(sections.Output("networks"), "docker network inspect", skipped),
            wanted,
            fdb.Count - wanted.Count,
            Firewall.Create(
                sections.Text("iptables-version"),
                iptables,
                sections.Has("nft") ? NftRuleset.Parse(sections.Output("nft"), table => !known.Contains(table), "nft list ruleset", skipped) : []),
            forwards,
            sysctl.Contains("bridge-nf-call-iptables:", StringComparison.Ordinal)
                ? sysctl.Contains("bridge-nf-call-iptables:1", StringComparison.Ordinal)
                : null,
            skipped);
    }

    private static List<ContainerNetwork> ReadContainers(Sections sections, NetNamespace own, ILookup<string, Listener> listeners, List<ParseWarning> skipped)
    {
        var containers = ContainerNetwork.Parse(sections.Output("containers"), "docker inspect", skipped);
        var names = containers.Where(container => container.Pid > 0).ToLookup(container => container.Pid, container => container.Name);
        var namespaces = new Dictionary<string, NetNamespace> { [own.Id] = own };
        var byPid = new Dictionary<int, NetNamespace>();
        foreach (var section in sections.NamesAfter("namespace "))
        {
            if (int.TryParse(section, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                var id = sections.Text($"namespace {section}");
                if (!namespaces.TryGetValue(id, out var ns))
                    namespaces[id] = ns = ReadNamespace(sections, section, listeners, names[pid].FirstOrDefault() ?? $"process {pid}", skipped);
                byPid[pid] = ns;
            }
        }

        return [.. containers.Select(container => container with { Namespace = byPid.GetValueOrDefault(container.Pid) }).OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    private static NetNamespace ReadNamespace(Sections sections, string suffix, ILookup<string, Listener> listeners, string of, List<ParseWarning> skipped) => NetNamespace.Parse(
        sections.Text($"namespace {suffix}"), sections.Output($"ip {suffix}"), [.. listeners[suffix]], of, skipped);
}
