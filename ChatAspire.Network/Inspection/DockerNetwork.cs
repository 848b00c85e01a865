using System.Net;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection;

/// <summary>A Docker network, as <c>docker network inspect</c> shows it.</summary>
public sealed partial record DockerNetwork(
    string Name, string Driver, DockerIpam IPAM, string Id = "", IReadOnlyDictionary<string, string>? Options = null, IReadOnlyDictionary<string, string>? Labels = null)
{
    /// <summary>Every network of the engine at once.</summary>
    public static readonly HostCommand ShowAll = HostCommand.Shell("ids=$(docker network ls -q) && docker network inspect $ids");

    // [{"Name":"vxlan-net","Driver":"bridge","IPAM":{"Driver":"default","Config":[{"Subnet":"172.18.0.0/16","IPRange":"172.18.64.0/18",
    //   "Gateway":"172.18.0.1","AuxiliaryAddresses":{"host-b":"172.18.0.2"}}]},"Options":{"com.docker.network.bridge.name":"vxlan-net",
    //   "com.docker.network.driver.mtu":"1450"},"Labels":{"chatlab.lab":"chatlab"},…}]
    /// <summary>What <see cref="ShowAll"/> prints. A network that went while it was asked about is no failure.</summary>
    public static IReadOnlyList<DockerNetwork> Parse(CommandResult result) =>
        (IsOfNetworksGone(result) ? result : result.Check()).Json<IReadOnlyList<DockerNetwork>>();

    // Error response from daemon: network 2dd02371a31e not found
    // Error: No such network: 2dd02371a31e
    private static bool IsOfNetworksGone(CommandResult result) => result.Output.Length > 0 && result.Error.AsSpan().Trim().Length > 0
        && result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(line => GoneLine().IsMatch(line));

    [GeneratedRegex("network [0-9a-f]+ not found|No such network: [0-9a-f]+")]
    private static partial Regex GoneLine();

    /// <summary>As <see cref="Parse"/>, of one object a line; what cannot be read is skipped.</summary>
    internal static IReadOnlyList<DockerNetwork> ParseLines(ReadOnlyMemory<byte> lines, string what, ICollection<ParseWarning> skipped) =>
        LenientJson.DockerLines<DockerNetwork, DockerNetwork>(lines, what, skipped, network => network);

    /// <summary>The bridge device of a network with the driver "bridge"; Docker names it by the network's id unless told otherwise.</summary>
    [JsonIgnore]
    public string? Bridge => Driver == "bridge" ? Option("com.docker.network.bridge.name") ?? $"br-{Id[..Math.Min(12, Id.Length)]}" : null;

    /// <summary>An option's value.</summary>
    public string? Option(string name) => Options?.GetValueOrDefault(name);

    /// <summary>A label's value.</summary>
    public string? Label(string name) => Labels?.GetValueOrDefault(name);

    /// <summary>Its IPv4 subnets.</summary>
    [JsonIgnore]
    public IEnumerable<IPNetwork> Subnets => (IPAM.Config ?? [])
        .Select(config => IPNetwork.TryParse(config.Subnet ?? "", out var subnet) ? subnet : default)
        .Where(subnet => subnet.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && subnet.PrefixLength > 0);
}

/// <summary>How a network gives out addresses.</summary>
public sealed record DockerIpam(IReadOnlyList<DockerIpamConfig>? Config = null);

/// <summary>One range of it.</summary>
/// <param name="AuxiliaryAddresses">What is reserved and never given out.</param>
public sealed record DockerIpamConfig(
    string? Subnet = null, string? IPRange = null, string? Gateway = null, IReadOnlyDictionary<string, string>? AuxiliaryAddresses = null);
