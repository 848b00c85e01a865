using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Testing;

namespace ChatAspire.Ec2.Tests;

/// <summary>
/// Instances that are complete machines: containers that boot Debian's systemd and cloud-init with a metadata service, on a network
/// that is their VPC. They enforce their security group, and have a public address that is not their own: a loopback address of this
/// machine with the group's TCP ports published, as EC2's NAT does.
/// </summary>
internal sealed class HostMachines : IMachines, IAsyncDisposable
{
    private const string LabelKey = "chatlab.fake-ec2";
    private const string Nic = "eth0";
    private const string MetadataAddress = "169.254.169.254";

    /// <summary>The first of the instances' addresses in their subnet.</summary>
    private const uint FirstAddress = 10;

    /// <summary>A label that is the same in every run of this checkout, so that the next run finds remains of a killed one.</summary>
    private static readonly string Label =
        $"{LabelKey}={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(AppContext.BaseDirectory)))[..6]}";

    private readonly EngineFacts _engine;
    private readonly string _network;
    private readonly IPNetwork _subnet;
    private readonly MetadataService _metadata;
    private readonly MachineImages _images = new();
    private uint _addresses = FirstAddress - 1;

    private HostMachines(EngineFacts engine, string network, IPNetwork subnet, MetadataService metadata) =>
        (_engine, _network, _subnet, _metadata) = (engine, network, subnet, metadata);

    /// <summary>This machine.</summary>
    public static LocalMachine Here { get; } = new();

    /// <summary>Creates the network and the metadata service.</summary>
    public static async Task<HostMachines> CreateAsync()
    {
        await RemoveAllAsync();
        var subnet = FreeSubnet(DockerNetwork.Parse(await Here.RunAsync(DockerNetwork.ShowAll, default)));
        var network = $"fake-ec2-{Label[^6..]}";
        await DockerAsync("network", "create", "--label", Label, "--subnet", $"{subnet}", network);
        var metadata = await MetadataService.StartAsync(subnet.AddressAt(1));
        // The instances' router takes the service's link-local address for its own.
        (await Here.RunAsync(HostCommand.Shell(
            """
            iptables -t nat -I PREROUTING -s "$1" -d "$2" -p tcp --dport 80 -m comment --comment "$3" -j DNAT --to-destination "$4"
            """,
            $"{subnet}", MetadataAddress, Label, $"{subnet.AddressAt(1)}:{metadata.Port}"), default)).Check();
        return new HostMachines(await EngineFacts.ReadAsync(Here, default), network, subnet, metadata);
    }

    /// <summary>Builds the image behind an EC2 image, so that it does not count in the time that a test gives an instance.</summary>
    public Task PrepareAsync(MachineImage image) => _images.OfAsync(image);

    public async Task<Machine> StartAsync(MachineRequest request, CancellationToken cancellation)
    {
        var image = await _images.OfAsync(request.Image);
        var (name, publicAddress) = ($"fake-ec2-{request.InstanceId}", LoopbackAddress.Free(22));
        var address = $"{_subnet.AddressAt(Interlocked.Increment(ref _addresses))}";
        await DockerAsync("volume", "create", "--label", Label, name);
        await DockerAsync(
        [
            "create", "-t", "--name", name, "--label", Label, "--network", _network, "--ip", address,
            .. request.Opens.Where(r => r.Protocol == "tcp" && !r.FromGroup)
                .SelectMany(r => (string[])["-p", $"{publicAddress}:{r.FromPort}:{r.FromPort}"]),
            .. _engine.Privileges, "--tmpfs", "/run", "--tmpfs", "/run/lock", "-v", $"{name}:/var/lib/docker", image, FirmwareId(request),
        ]);
        _metadata.Add(address, request);
        var machine = new HostMachine(name, publicAddress, address, [Nic, .. request.Opens.SelectMany(Rule)], _metadata);
        await machine.BootAsync();
        return machine;
    }

    /// <summary>Returns the places that accept a TCP connection from a machine of the VPC that has a route by way of a host.</summary>
    /// <param name="inside">Places in the overlay: <c>172.18.0.100/6379</c>.</param>
    public async Task<IReadOnlyList<string>> OpenBesideAsync(HostMachine host, IReadOnlyList<string> inside) => (await Here.RunAsync(
        HostCommand.Shell(Neighbor.Script, [_network, host.PrivateAddress, .. inside]).WithTimeout(TimeSpan.FromMinutes(1)), default))
        .Check().Lines;

    public async ValueTask DisposeAsync()
    {
        await _metadata.DisposeAsync();
        await RemoveAllAsync();
    }

    /// <summary>Runs a Docker command on this machine.</summary>
    internal static async Task<string> DockerAsync(params IReadOnlyList<string> arguments) =>
        (await Here.RunAsync(new HostCommand("docker", arguments), default)).Check().Output.Trim();

    // ec2e1916-9099-7caf-fd21-012345abcdef: on EC2, the id begins with "ec2".
    private static string FirmwareId(MachineRequest request) =>
        $"{new Guid($"ec2{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(request.InstanceId)))[..29]}")}";

    // As the machine sees it: members of the group have addresses of the network; outside clients have its gateway's address.
    private string[] Rule(SecurityRule rule) =>
        [rule.Protocol, rule.FromPort < 0 ? "-" : rule.FromPort.ToString(CultureInfo.InvariantCulture),
            $"{(rule.FromGroup ? _subnet : _subnet.AddressAt(1))}"];

    private static IPNetwork FreeSubnet(IReadOnlyList<DockerNetwork> networks) => Enumerable.Range(0, 256)
        .Select(i => IPNetwork.Parse($"10.78.{i}.0/24"))
        .First(subnet => !networks.SelectMany(n => n.Subnets).Any(other => other.Overlaps(subnet)));

    private static async Task RemoveAllAsync() => (await Here.RunAsync(HostCommand.Shell(
        """
        docker ps -aq --filter "label=$1" | xargs -r docker rm -fv
        docker volume ls -q --filter "label=$1" | xargs -r docker volume rm
        docker network ls -q --filter "label=$1" | xargs -r docker network rm
        iptables-save -t nat | grep -F -e "$1" | sed 's/^-A/-D/' | while read -r rule; do eval "iptables -t nat $rule"; done
        """, Label), default)).Check();
}
