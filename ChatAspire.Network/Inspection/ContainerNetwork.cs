using System.Globalization;
using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>A container, running or not, and the network namespace it lives in.</summary>
/// <param name="Pid">Of its first process, as the host counts; 0 while it does not run.</param>
/// <param name="State"><c>running</c>, <c>exited</c>, <c>paused</c>, ….</param>
/// <param name="NetworkMode">A network's name, <c>bridge</c>, <c>host</c>, <c>none</c>, or <c>container:ID</c>.</param>
/// <param name="Networks">What Docker says of its places on networks; also of a stopped one.</param>
/// <param name="Ports">What is published.</param>
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
    /// <summary>Where it lives; the host's own with <c>--network host</c>, another container's with <c>container:ID</c>; null where it does not run.</summary>
    public NetNamespace? Namespace { get; init; }

    /// <summary>Its devices, the host's or another container's where it lives in theirs.</summary>
    [JsonIgnore]
    public IReadOnlyList<Device> Devices => Namespace?.Devices ?? [];

    /// <summary>The namespace's routes.</summary>
    [JsonIgnore]
    public IReadOnlyList<Route> Routes => Namespace?.Routes ?? [];

    /// <summary>The namespace's listening TCP ports.</summary>
    [JsonIgnore]
    public IReadOnlyList<Listener> Listeners => Namespace?.Listeners ?? [];

    /// <summary>Whether it lives in a namespace that belongs to another container.</summary>
    [JsonIgnore]
    public bool SharesContainerNamespace => NetworkMode.StartsWith("container:", StringComparison.Ordinal);

    /// <summary>Whether it runs.</summary>
    [JsonIgnore]
    public bool IsRunning => State == "running";

    /// <summary>The command that brings a container back that does not run; of one that ends again and again, that says why.</summary>
    [JsonIgnore]
    public string RestoreCommand => $"docker {(State == "restarting" ? "logs" : "start")} {Name}";

    // {"Id":"697b6bbe0b1c…","State":{"Status":"running","Pid":692,…},"Name":"/redis","Config":{"Image":"redis:8",…},"HostConfig":{"NetworkMode":"vxlan-net",…},
    //  "NetworkSettings":{"Ports":{"5000/tcp":[{"HostIp":"0.0.0.0","HostPort":"5000"}],"18889/tcp":null},
    //                     "Networks":{"vxlan-net":{"IPAddress":"172.18.0.100","IPPrefixLen":16,"Gateway":"172.18.0.1","MacAddress":"02:42:ac:12:00:64",…}}}}
    internal static IReadOnlyList<ContainerNetwork> Parse(ReadOnlyMemory<byte> lines, string what, ICollection<ParseWarning> skipped) =>
        LenientJson.DockerLines<Raw, ContainerNetwork>(lines, what, skipped, raw => raw.ToContainer());

    private sealed record Raw(string Id, string Name, RawState State, RawConfig Config, RawHostConfig HostConfig, RawSettings NetworkSettings)
    {
        public ContainerNetwork ToContainer() => new(
            Name.TrimStart('/'),
            Id,
            State.Pid,
            State.Status,
            Config.Image,
            HostConfig.NetworkMode,
            [.. (NetworkSettings.Networks ?? new()).Where(network => network.Value is not null).Select(network => network.Value.ToNetwork(network.Key))],
            [.. (NetworkSettings.Ports ?? new()).SelectMany(port => (port.Value ?? []).Select(bound => PublishedPort.From(port.Key, bound?.HostIp, bound?.HostPort))).OfType<PublishedPort>()]);
    }

    private sealed record RawState(string Status, int Pid);

    private sealed record RawConfig(string Image);

    private sealed record RawHostConfig(string NetworkMode);

    private sealed record RawSettings(Dictionary<string, RawNetwork>? Networks = null, Dictionary<string, IReadOnlyList<RawBinding>?>? Ports = null);

    private sealed record RawBinding(string? HostIp = null, string? HostPort = null);

    private sealed record RawNetwork(string? IPAddress = null, int IPPrefixLen = 0, string? Gateway = null, string? MacAddress = null)
    {
        public NetworkAttachment ToNetwork(string name) => new(name, Known(IPAddress), IPPrefixLen, Known(Gateway), Known(MacAddress));

        private static string? Known(string? text) => string.IsNullOrEmpty(text) ? null : text;
    }
}

/// <summary>A container's place on a Docker network. No address: it does not run, or the network gives none.</summary>
public sealed record NetworkAttachment(string Network, string? Address, int PrefixLength, string? Gateway, string? Mac);

/// <summary>A port of a container that its host publishes.</summary>
/// <param name="HostAddress"><c>0.0.0.0</c>: on every address of the host.</param>
public sealed record PublishedPort(int ContainerPort, string Protocol, string HostAddress, int HostPort)
{
    public override string ToString() => $"{HostAddress}:{HostPort} → {ContainerPort}/{Protocol}";

    // "5000/tcp": [{"HostIp":"0.0.0.0","HostPort":"5000"}]
    internal static PublishedPort? From(string port, string? hostAddress, string? hostPort) =>
        port.Split('/') is [var number, var protocol]
        && ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var inside)
        && ushort.TryParse(hostPort, NumberStyles.None, CultureInfo.InvariantCulture, out var outside)
            ? new(inside, protocol, string.IsNullOrEmpty(hostAddress) ? "0.0.0.0" : hostAddress, outside)
            : null;
}
