using System.Net;
using System.Text.Json;
using ChatAspire.Provisioner.Remote;

namespace ChatAspire.Provisioner.Overlay;

/// <summary>A Docker network, as <c>docker network inspect</c> shows it.</summary>
internal sealed record DockerNetwork(
    string Name, string Driver, DockerIpam IPAM, IReadOnlyDictionary<string, string>? Options, IReadOnlyDictionary<string, string>? Labels)
{
    /// <summary>Every network of the engine at once.</summary>
    public static readonly Command ShowAll = Command.Shell("docker network ls -q | xargs docker network inspect");

    // [{"Name":"vxlan-net","Driver":"bridge","IPAM":{"Driver":"default","Config":[{"Subnet":"172.18.0.0/16","IPRange":"172.18.64.0/18",
    //   "Gateway":"172.18.0.1","AuxiliaryAddresses":{"host-b":"172.18.0.2"}}]},"Options":{"com.docker.network.bridge.name":"vxlan-net",
    //   "com.docker.network.driver.mtu":"1450"},"Labels":{"chatlab.lab":"chatlab"},…}]
    public static IReadOnlyList<DockerNetwork> Parse(CommandResult result) =>
        JsonSerializer.Deserialize<IReadOnlyList<DockerNetwork>>(result.Check().OutputBytes.Span)!;

    public string? Option(string name) => Options?.GetValueOrDefault(name);

    public string? Label(string name) => Labels?.GetValueOrDefault(name);

    /// <summary>Its IPv4 subnets.</summary>
    public IEnumerable<IPNetwork> Subnets => (IPAM.Config ?? [])
        .Select(config => IPNetwork.TryParse(config.Subnet ?? "", out var subnet) ? subnet : default)
        .Where(subnet => subnet.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && subnet.PrefixLength > 0);
}

internal sealed record DockerIpam(IReadOnlyList<DockerIpamConfig>? Config);

internal sealed record DockerIpamConfig(
    string? Subnet, string? IPRange, string? Gateway, IReadOnlyDictionary<string, string>? AuxiliaryAddresses);
