using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection;

/// <summary>A container, as <c>docker container inspect</c> shows it.</summary>
/// <param name="Id">64 hexadecimal digits.</param>
/// <param name="Name">With a leading slash: <c>/redis</c>.</param>
public sealed partial record DockerContainer(
    string Id,
    string Name,
    DockerContainerState State,
    DockerContainerConfig Config,
    DockerHostConfig HostConfig,
    DockerNetworkSettings NetworkSettings)
{
    private const string InspectListed = """ids=$(docker ps -aq "$@") && { [ -z "$ids" ] || docker container inspect $ids; }""";

    /// <summary>The command that shows every container of the engine, stopped ones included.</summary>
    public static readonly HostCommand ShowAll = HostCommand.Shell(InspectListed);

    /// <summary>The name without the leading slash.</summary>
    [JsonIgnore]
    public string ShortName => Name.TrimStart('/');

    /// <summary>True while the container occupies its published ports; a stopped container requests them only when it starts.</summary>
    [JsonIgnore]
    public bool HoldsPorts => State.Status is "running" or "paused" or "restarting";

    /// <summary>The host ports published for the container, except those that Docker assigns dynamically.</summary>
    [JsonIgnore]
    public IEnumerable<int> PublishedPorts => (HostConfig.PortBindings?.Values ?? [])
        .SelectMany(bindings => bindings ?? []).Select(binding => binding?.Port).OfType<int>();

    /// <summary>Returns the command that shows every container with this label, stopped ones included.</summary>
    /// <param name="label"><c>KEY=VALUE</c>.</param>
    public static HostCommand ShowLabelled(string label) => HostCommand.Shell(InspectListed, "--filter", $"label={label}");

    /// <summary>Returns the command that shows one container.</summary>
    public static HostCommand Show(string name) => new("docker", "container", "inspect", name);

    // [{"Id":"697b6bbe0b1c…","Name":"/redis","State":{"Status":"running","Running":true,"Paused":false,"Pid":692,…},
    //   "Config":{"Image":"redis:8","Labels":{"chatlab.lab":"chatlab",…},…},
    //   "HostConfig":{"NetworkMode":"vxlan-net","PortBindings":{"22/tcp":[{"HostIp":"127.0.0.1","HostPort":"2201"}]},…},
    //   "NetworkSettings":{"Ports":{"5000/tcp":[{"HostIp":"0.0.0.0","HostPort":"5000"}],"18889/tcp":null},
    // "Networks":{"vxlan-net":{"IPAddress":"172.18.0.100","IPPrefixLen":16,"Gateway":"172.18.0.1","MacAddress":"02:42:ac:12:00:64",…}}}}]
    /// <summary>Parses the output of <see cref="Show"/>.</summary>
    /// <returns>An empty list if there is no such container.</returns>
    /// <exception cref="CommandFailedException">The output cannot be read.</exception>
    public static IReadOnlyList<DockerContainer> Parse(CommandResult result) =>
        result.Lines.Count == 0 ? [] : result.Json(DockerJson.Default.IReadOnlyListDockerContainer);

    /// <summary>
    /// Parses the output of <see cref="ShowAll"/> or <see cref="ShowLabelled"/>. Containers removed in the meantime are ignored.
    /// </summary>
    /// <exception cref="CommandFailedException">The command failed, or its output cannot be read.</exception>
    public static IReadOnlyList<DockerContainer> ParseList(CommandResult result) =>
        Parse(OnlyMissesRemoved(result) ? result : result.Check());

    /// <summary>Parses one JSON object per line. A line that cannot be parsed is skipped, with a warning.</summary>
    internal static IReadOnlyList<DockerContainer> ParseLines(
        ReadOnlyMemory<byte> lines, string what, ICollection<ParseWarning> warnings) =>
        LenientJson.Lines(lines, what, warnings, DockerJson.Default.DockerContainer);

    /// <summary>Returns a label's value; null if the container has no such label.</summary>
    public string? Label(string key) => Config.Labels?.GetValueOrDefault(key);

    /// <summary>Returns the container's IPv4 address on a network; null if it is not on that network or is not running.</summary>
    public string? AddressOn(string network) =>
        NetworkSettings.Networks?.GetValueOrDefault(network) is { IPAddress: { Length: > 0 } address } ? address : null;

    /// <summary>
    /// Returns the host port requested for a TCP port of the container; null if there is none, or if the engine chooses it.
    /// </summary>
    public int? PublishedFor(int port) =>
        HostConfig.PortBindings?.GetValueOrDefault($"{port}/tcp") is [var binding, ..] ? binding?.Port : null;

    // Error: No such container: 2dd02371a31e
    private static bool OnlyMissesRemoved(CommandResult result) => result.Output.Length > 0 && result.Error.AsSpan().Trim().Length > 0
        && result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(line => RemovedLine().IsMatch(line));

    [GeneratedRegex("No such container: ")]
    private static partial Regex RemovedLine();
}

/// <summary>The state of a container.</summary>
/// <param name="Status"><c>running</c>, <c>exited</c>, <c>paused</c>, <c>restarting</c>, ….</param>
/// <param name="Pid">The id of the container's first process in the host's PID namespace; 0 while the container is not running.</param>
public sealed record DockerContainerState(string Status, bool Running, bool Paused, int Pid);

/// <summary>The settings that a container was created with and that do not depend on its host.</summary>
/// <param name="Image">As given to <c>docker run</c>.</param>
public sealed record DockerContainerConfig(string Image, IReadOnlyDictionary<string, string>? Labels);

/// <summary>The settings that a container was created with and that depend on its host.</summary>
/// <param name="NetworkMode">A network's name, <c>bridge</c>, <c>host</c>, <c>none</c>, or <c>container:ID</c>.</param>
/// <param name="PortBindings">The requested ports: <c>5000/tcp</c> → ports of the host.</param>
public sealed record DockerHostConfig(string NetworkMode, IReadOnlyDictionary<string, IReadOnlyList<DockerPortBinding?>?>? PortBindings);

/// <summary>The networks of a container and the ports in force.</summary>
/// <param name="Networks">Network name → the container's endpoint on it.</param>
/// <param name="Ports">The ports in force: <c>5000/tcp</c> → ports of the host; null for a port that is only exposed.</param>
public sealed record DockerNetworkSettings(
    IReadOnlyDictionary<string, DockerEndpoint?>? Networks,
    IReadOnlyDictionary<string, IReadOnlyList<DockerPortBinding?>?>? Ports = null);

/// <summary>A port of the host.</summary>
/// <param name="HostIp">Empty or <c>0.0.0.0</c> for every address of the host.</param>
/// <param name="HostPort">Empty if the engine chooses one.</param>
public sealed record DockerPortBinding(string? HostIp = null, string? HostPort = null)
{
    /// <summary>The port's number; null if the engine chooses one.</summary>
    [JsonIgnore]
    public int? Port => int.TryParse(HostPort, out var port) ? port : null;
}

/// <summary>A container's endpoint on a network. The strings are empty while the container is not running.</summary>
public sealed record DockerEndpoint(string? IPAddress = null, int IPPrefixLen = 0, string? Gateway = null, string? MacAddress = null)
{
    public string? GlobalIPv6Address { get; init; }

    public string? IPv6Gateway { get; init; }
}
