using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Ec2.Tests;

/// <summary>
/// Instances that are complete hosts: containers with an SSH server and a Docker Engine of their own, on a network that is
/// their VPC. They run their user data at boot, enforce their security group, and have a public address that is not their own:
/// a loopback address of this machine with the group's TCP ports published, as EC2's NAT does.
/// </summary>
internal sealed class HostMachines : IMachines, IAsyncDisposable
{
    private const string LabelKey = "chatlab.fake-ec2";
    private const string Nic = "eth0";

    /// <summary>A label that is the same in every run of this checkout, so that the next run finds remains of a killed one.</summary>
    private static readonly string Label =
        $"{LabelKey}={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(AppContext.BaseDirectory)))[..6]}";

    private static readonly LocalMachine Here = new();
    private readonly EngineFacts _engine;
    private readonly string _network;
    private readonly IPNetwork _subnet;
    private readonly string _image;

    private HostMachines(EngineFacts engine, string network, IPNetwork subnet, string image) =>
        (_engine, _network, _subnet, _image) = (engine, network, subnet, image);

    /// <summary>Creates the network.</summary>
    /// <param name="image">The hosts' image, which must be present.</param>
    public static async Task<HostMachines> CreateAsync(string image)
    {
        await RemoveAllAsync();
        var subnet = FreeSubnet(DockerNetwork.Parse(await Here.RunAsync(DockerNetwork.ShowAll, default)));
        var network = $"fake-ec2-{Label[^6..]}";
        await DockerAsync("network", "create", "--label", Label, "--subnet", $"{subnet}", network);
        return new HostMachines(await EngineFacts.ReadAsync(Here, default), network, subnet, image);
    }

    public async Task<Machine> StartAsync(MachineRequest request, CancellationToken cancellation)
    {
        var (name, address) = ($"fake-ec2-{request.InstanceId}", LoopbackAddress.Free(22));
        await DockerAsync(
        [
            "run", "-d", "--name", name, "--label", Label, "--network", _network,
            .. request.Opens.Where(r => r.Protocol == "tcp").SelectMany(r => (string[])["-p", $"{address}:{r.FromPort}:{r.FromPort}"]),
            .. _engine.Privileges, "-v", $"{name}:/var/lib/docker", _image,
        ]);
        var machine = new HostMachine(name, address,
            await DockerAsync("inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", name));
        var files = Path.Combine(AppContext.BaseDirectory, "machine");
        await DockerAsync("cp", $"{files}/.", $"{name}:/usr/local/sbin");
        await machine.RunAsync("sh", "-c",
            "cd /usr/local/sbin && ln -s systemd systemd-run && ln -s systemd systemctl && ln -s systemd poweroff");
        await machine.RunAsync(["firewall", Nic, .. request.Opens.SelectMany(Rule)]);
        machine.Boot(request);
        return machine;
    }

    public async ValueTask DisposeAsync() => await RemoveAllAsync();

    // As the machine sees it: members of the group have addresses of the network; outside clients have its gateway's address.
    private string[] Rule(SecurityRule rule) =>
        [rule.Protocol, rule.FromPort < 0 ? "-" : rule.FromPort.ToString(CultureInfo.InvariantCulture),
            $"{(rule.FromGroup ? _subnet : _subnet.AddressAt(1))}"];

    private static IPNetwork FreeSubnet(IReadOnlyList<DockerNetwork> networks) => Enumerable.Range(0, 256)
        .Select(i => IPNetwork.Parse($"10.78.{i}.0/24"))
        .First(subnet => !networks.SelectMany(n => n.Subnets).Any(other => other.Overlaps(subnet)));

    /// <summary>Runs a Docker command on this machine.</summary>
    internal static async Task<string> DockerAsync(params IReadOnlyList<string> arguments) =>
        (await Here.RunAsync(new HostCommand("docker", arguments), default)).Check().Output.Trim();

    private static async Task RemoveAllAsync() => (await Here.RunAsync(HostCommand.Shell(
        """
        docker ps -aq --filter "label=$1" | xargs -r docker rm -fv
        docker volume ls -q --filter "label=$1" | xargs -r docker volume rm
        docker network ls -q --filter "label=$1" | xargs -r docker network rm
        """, Label), default)).Check();
}
