using System.Globalization;
using System.Net;
using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>A container, running or not, and its network namespace.</summary>
/// <param name="Pid">The id of the container's first process in the host's PID namespace; 0 while the container is not running.</param>
/// <param name="State"><c>running</c>, <c>exited</c>, <c>paused</c>, ….</param>
/// <param name="NetworkMode">A network's name, <c>bridge</c>, <c>host</c>, <c>none</c>, or <c>container:ID</c>.</param>
/// <param name="Networks">The networks to which Docker attaches the container, listed even while it is stopped.</param>
/// <param name="Ports">The container's ports that are published on the host now; not those only requested for its next start.</param>
public sealed record ContainerNetwork(
    string Name,
    string Id,
    int Pid,
    string State,
    string Image,
    string NetworkMode,
    IReadOnlyList<NetworkAttachment> Networks,
    IReadOnlyList<PublishedPort> Ports)
{
    private const string ProjectLabel = "com.docker.compose.project";
    private const string ServiceLabel = "com.docker.compose.service";

    /// <summary>
    /// The namespace that the container runs in: the host's own with <c>--network host</c>, another container's with <c>container:ID</c>.
    /// Null while the container is not running.
    /// </summary>
    public NetNamespace? Namespace { get; init; }

    /// <summary>The container's namespace as nsenter(1) names it; null while the container is not running.</summary>
    [JsonIgnore]
    internal Netns? Netns => Pid > 0 ? Netns.Of(Pid) : null;

    /// <summary>The Compose project of the container; null if there is none.</summary>
    [JsonIgnore]
    public string? Project { get; init; }

    /// <summary>The Compose service of the container; null if there is none.</summary>
    [JsonIgnore]
    public string? Service { get; init; }

    /// <summary>The devices in the container's namespace, also if this is the host's; empty while the container is not running.</summary>
    [JsonIgnore]
    public IReadOnlyList<Device> Devices => Namespace?.Devices ?? [];

    /// <summary>The IPv4 routes of the container's namespace; empty while the container is not running.</summary>
    [JsonIgnore]
    public IReadOnlyList<Route> Routes => Namespace?.Routes ?? [];

    /// <summary>The listening TCP ports of the container's namespace; empty while the container is not running.</summary>
    [JsonIgnore]
    public IReadOnlyList<Listener> Listeners => Namespace?.Listeners ?? [];

    /// <summary>True if it runs in the namespace of another container.</summary>
    [JsonIgnore]
    public bool SharesContainerNamespace => NetworkMode.StartsWith("container:", StringComparison.Ordinal);

    /// <summary>True if its state is <c>running</c>; false if it is paused.</summary>
    [JsonIgnore]
    public bool IsRunning => State == "running";

    /// <summary>
    /// True if a signal or a debugger stopped the container's first process: the kernel still accepts connections, but the program never
    /// answers.
    /// </summary>
    [JsonIgnore]
    public bool IsProgramStopped { get; init; }

    /// <summary>The command that starts a stopped container; for one that keeps restarting, the command that shows its log.</summary>
    [JsonIgnore]
    public string RestoreCommand => $"docker {(State == "restarting" ? "logs" : "start")} {Name}";

    internal static IReadOnlyList<ContainerNetwork> Parse(ReadOnlyMemory<byte> lines, string what, ICollection<ParseWarning> warnings) =>
        [.. DockerContainer.ParseLines(lines, what, warnings).Select(From)];

    private static ContainerNetwork From(DockerContainer container) => new(
        container.ShortName,
        container.Id,
        container.State.Pid,
        container.State.Status,
        container.Config.Image,
        container.HostConfig.NetworkMode,
        [
            .. from network in container.NetworkSettings.Networks ?? new Dictionary<string, DockerEndpoint?>()
               where network.Value is not null
               select NetworkAttachment.From(network.Key, network.Value),
        ],
        [
            .. (container.NetworkSettings.Ports ?? new Dictionary<string, IReadOnlyList<DockerPortBinding?>?>())
                .SelectMany(port => (port.Value ?? []).Select(binding => PublishedPort.From(port.Key, binding)))
                .OfType<PublishedPort>(),
        ])
    {
        Project = container.Label(ProjectLabel),
        Service = container.Label(ServiceLabel),
    };
}

/// <summary>
/// A container's attachment to a Docker network. The address is null while the container is not running, or if the network assigns none.
/// </summary>
public sealed record NetworkAttachment(string Network, string? Address, int PrefixLength, string? Gateway, string? Mac)
{
    /// <summary>The IPv6 address; null if the network assigns none.</summary>
    [JsonIgnore]
    public string? Ipv6Address { get; init; }

    [JsonIgnore]
    public string? Ipv6Gateway { get; init; }

    /// <summary>Reports whether the network assigned this address.</summary>
    public bool Has(IPAddress address) => Address == $"{address}" || Ipv6Address == $"{address}";

    /// <summary>
    /// Returns the network's gateway for this address family, which Docker uses for default routes; null if there is none.
    /// </summary>
    public string? GatewayOf(bool isIpv6) => isIpv6 ? Ipv6Gateway : Gateway;

    internal static NetworkAttachment From(string network, DockerEndpoint endpoint) => new(
        network, NullIfEmpty(endpoint.IPAddress), endpoint.IPPrefixLen, NullIfEmpty(endpoint.Gateway), NullIfEmpty(endpoint.MacAddress))
    {
        Ipv6Address = NullIfEmpty(endpoint.GlobalIPv6Address),
        Ipv6Gateway = NullIfEmpty(endpoint.IPv6Gateway),
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>A container's port that is published on its host.</summary>
/// <param name="HostAddress">The host address that the port is bound to; <c>0.0.0.0</c> for every address.</param>
public sealed record PublishedPort(int ContainerPort, string Protocol, string HostAddress, int HostPort)
{
    public override string ToString() => $"{HostAddress}:{HostPort} → {ContainerPort}/{Protocol}";

    // "5000/tcp": [{"HostIp":"0.0.0.0","HostPort":"5000"}]
    internal static PublishedPort? From(string port, DockerPortBinding? binding) =>
        port.Split('/') is [var number, var protocol]
        && ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var inside)
        && ushort.TryParse(binding?.HostPort, NumberStyles.None, CultureInfo.InvariantCulture, out var outside)
            ? new(inside, protocol, string.IsNullOrEmpty(binding.HostIp) ? "0.0.0.0" : binding.HostIp, outside)
            : null;
}
