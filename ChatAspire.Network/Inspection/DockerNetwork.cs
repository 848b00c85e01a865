using System.Net;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection;

/// <summary>A Docker network, as <c>docker network inspect</c> shows it.</summary>
public sealed partial record DockerNetwork(
    string Name,
    string Driver,
    DockerIpam IPAM,
    string Id = "",
    IReadOnlyDictionary<string, string>? Options = null,
    IReadOnlyDictionary<string, string>? Labels = null)
{
    /// <summary>The driver of Swarm's multi-host networks.</summary>
    internal const string OverlayDriver = "overlay";

    /// <summary>
    /// The number of characters of a network's id in the name of the network's namespace (moby, drivers/overlay: setupSubnetSandbox).
    /// </summary>
    private const int NamespaceIdLength = 10;

    /// <summary>The path of the namespace that contains the bridge and the VXLAN device of a Swarm overlay.</summary>
    [JsonIgnore]
    internal string EngineNamespace => $"/run/docker/netns/1-{Id[..Math.Min(NamespaceIdLength, Id.Length)]}";

    /// <summary>True for a network whose containers cannot reach the outside: <c>docker network create --internal</c>.</summary>
    public bool Internal { get; init; }

    /// <summary>The command that shows every network of the engine.</summary>
    public static readonly HostCommand ShowAll = HostCommand.Shell("ids=$(docker network ls -q) && docker network inspect $ids");

    // [{"Name":"vxlan-net","Driver":"bridge","IPAM":{"Driver":"default","Config":[{"Subnet":"172.18.0.0/16","IPRange":"172.18.64.0/18",
    //   "Gateway":"172.18.0.1","AuxiliaryAddresses":{"host-b":"172.18.0.2"}}]},"Options":{"com.docker.network.bridge.name":"vxlan-net",
    //   "com.docker.network.driver.mtu":"1450"},"Labels":{"chatlab.lab":"chatlab"},…}]
    /// <summary>Parses the output of <see cref="ShowAll"/>. Networks removed in the meantime are ignored.</summary>
    /// <exception cref="CommandFailedException">The command failed, or its output cannot be read.</exception>
    public static IReadOnlyList<DockerNetwork> Parse(CommandResult result) =>
        (OnlyMissesRemoved(result) ? result : result.Check()).Json(DockerJson.Default.IReadOnlyListDockerNetwork);

    // Error response from daemon: network 2dd02371a31e not found
    // Error: No such network: 2dd02371a31e
    private static bool OnlyMissesRemoved(CommandResult result) => result.Output.Length > 0 && result.Error.AsSpan().Trim().Length > 0
        && result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(line => RemovedLine().IsMatch(line));

    [GeneratedRegex("network [0-9a-f]+ not found|No such network: [0-9a-f]+")]
    private static partial Regex RemovedLine();

    /// <summary>Parses one JSON object per line. A line that cannot be parsed is skipped, with a warning.</summary>
    internal static IReadOnlyList<DockerNetwork> ParseLines(ReadOnlyMemory<byte> lines, string what, ICollection<ParseWarning> warnings) =>
        LenientJson.Lines(lines, what, warnings, DockerJson.Default.DockerNetwork);

    /// <summary>
    /// The name of the bridge device if the driver is <c>bridge</c>: the value of an option, else <c>br-</c> and the first 12 characters of
    /// the network's id. Null for other drivers.
    /// </summary>
    [JsonIgnore]
    public string? Bridge => Driver == "bridge"
        ? Option("com.docker.network.bridge.name") ?? $"br-{Id[..Math.Min(12, Id.Length)]}"
        : null;

    /// <summary>Returns an option's value; null if it is not set.</summary>
    public string? Option(string name) => Options?.GetValueOrDefault(name);

    /// <summary>Returns a label's value; null if the network has no such label.</summary>
    public string? Label(string name) => Labels?.GetValueOrDefault(name);

    /// <summary>The network's IPv4 subnets.</summary>
    [JsonIgnore]
    public IEnumerable<IPNetwork> Subnets => SubnetsOf(isIpv6: false);

    /// <summary>Returns the network's subnets of one address family.</summary>
    public IEnumerable<IPNetwork> SubnetsOf(bool isIpv6) => (IPAM.Config ?? [])
        .Select(config => IPNetwork.TryParse(config.Subnet ?? "", out var subnet) ? subnet : default)
        .Where(subnet => subnet.PrefixLength > 0 && subnet.BaseAddress.IsIpv6 == isIpv6);
}

/// <summary>The IP address management (IPAM) settings of a network.</summary>
public sealed record DockerIpam(IReadOnlyList<DockerIpamConfig>? Config = null);

/// <summary>A subnet of a network.</summary>
/// <param name="AuxiliaryAddresses">Name → reserved address, never assigned to a container.</param>
public sealed record DockerIpamConfig(
    string? Subnet = null, string? IPRange = null, string? Gateway = null, IReadOnlyDictionary<string, string>? AuxiliaryAddresses = null);
