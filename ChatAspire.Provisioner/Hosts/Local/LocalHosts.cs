using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using ChatAspire.Provisioner.Containers;
using ChatAspire.Provisioner.Lab;
using ChatAspire.Provisioner.Overlay;
using ChatAspire.Provisioner.Remote;
using ChatAspire.Provisioner.Steps;

namespace ChatAspire.Provisioner.Hosts.Local;

/// <summary>
/// Hosts that are containers on this machine, each with a Docker Engine and an SSH server of its own. No account, no
/// cost. Everything is reached through ports published on loopback, so it works with Docker Desktop too.
/// </summary>
public sealed class LocalHosts(LabSpec spec, LabDirectory directory) : IHostSource
{
    private const int SshPort = 22;
    private const string Nic = "eth0";

    /// <summary>A Docker network's, where nothing else is asked for.</summary>
    private const int DockerMtu = 1500;

    /// <summary>From here upwards a free port of loopback is sought: for SSH, and for what hosts publish.</summary>
    private const int FirstSshPort = 2201;
    private const int FirstPublishedPort = 5001;

    /// <summary>The first host's address ends in this.</summary>
    private const uint FirstHost = 11;

    private readonly LocalKeys _keys = new(directory);

    public IHost Machine { get; } = new LocalMachine();

    public Task<IReadOnlyList<Problem>> PreflightAsync(CancellationToken cancellation) => LocalPreflight.ProblemsAsync(Machine, cancellation);

    public async Task<HostPlan> PlanAsync(CancellationToken cancellation)
    {
        var plans = await HostPlansAsync(cancellation);
        var subnet = plans.Subnet;
        return new HostPlan(
        [
            new Phase("images and underlay", [Here([.. new HostImage(spec.Images).Steps(), LocalHostSteps.Network(spec, Network, $"{subnet}")])]),
            new Phase("hosts", [.. plans.Hosts.Select(plan => new Lane(plan.Host.Name, Machine.Name, LocalHostSteps.Host(plan, _keys)))]),
        ],
        [.. plans.Hosts.Select(plan => Facts(plan, DockerMtu))]);
    }

    /// <summary>By label alone: also hosts that lab.json no longer names, and halves of a killed `up`.</summary>
    public Task<IReadOnlyList<Phase>> RemovalAsync(CancellationToken cancellation)
    {
        var label = LabLabel.Of(spec);
        var remove = Command.Shell(
            """
            docker ps -aq --filter "label=$1" | xargs -r docker rm -fv
            docker volume ls -q --filter "label=$1" | xargs -r docker volume rm
            docker network ls -q --filter "label=$1" | xargs -r docker network rm
            """, label);
        var look = Command.Shell(
            """docker ps -aq --filter "label=$1"; docker volume ls -q --filter "label=$1"; docker network ls -q --filter "label=$1" """.TrimEnd(), label);
        return Task.FromResult<IReadOnlyList<Phase>>([new Phase("remove",
        [
            Here([new Step
            {
                Title = $"Everything with the label {label}",
                Why = "Containers, volumes and networks of the lab are found by its label, whatever lab.json or this program remember.",
                Probe = Step.Ask(look, result => result.Check().Lines.Count == 0 ? Finding.Missing("nothing is left") : Finding.Satisfied($"{result.Lines.Count} left")),
                Undo = [remove],
            }]),
        ])]);
    }

    public IReadOnlyList<Phase> Images(IReadOnlyList<HostImages> wanted) =>
        ImageSteps.ThroughLocalEngine(wanted, host => ContainerOf(host.Host.Spec));

    public Command Bring(string file, HostFacts host, string path) => new("docker", "cp", file, $"{ContainerOf(host.Spec)}:{path}");

    public async Task<IReadOnlyList<LabHost>> ConnectAsync(CancellationToken cancellation)
    {
        var (_, plans, standing) = await HostPlansAsync(cancellation);
        var hosts = plans
            .Where(plan => standing.Any(container => container.Name == $"/{plan.Container}" && container.State.Status == "running"))
            .Select(plan => (Plan: plan, Host: Reach(plan))).ToList();
        try
        {
            return await Task.WhenAll(hosts.Select(async host => new LabHost(Facts(host.Plan, await MtuAsync(host.Host, cancellation)), host.Host)));
        }
        catch
        {
            // One that refuses leaves the others connected, and nobody to close them.
            foreach (var (_, host) in hosts)
            {
                await host.DisposeAsync();
            }

            throw;
        }
    }

    private SshHost Reach(LocalHostPlan plan) => _keys.Stand(plan.Host.Name)
        ? new SshHost(plan.Host.Name, new SshEndpoint(
            new IPEndPoint(IPAddress.Loopback, plan.Ports[SshPort]), "root", _keys.UserKeyPath, _keys.Host(plan.Host.Name).PublicKey))
        : throw new LabException($"The keys of {plan.Host.Name} are not in {directory.Path}.", "`up` makes new ones and puts them in place.");

    private static async Task<int> MtuAsync(SshHost host, CancellationToken cancellation) =>
        int.Parse((await host.RunAsync(new Command("cat", $"/sys/class/net/{Nic}/mtu"), cancellation)).Check().Output, CultureInfo.InvariantCulture);

    private string Network => $"{spec.Name}-underlay";

    private string ContainerOf(HostSpec host) => $"{spec.Name}-{host.Name}";

    private Lane Here(IReadOnlyList<Step> steps) => new(Machine.Name, Machine.Name, steps);

    private static HostFacts Facts(LocalHostPlan plan, int mtu) => new(
        plan.Host, plan.Address, Nic, mtu,
        plan.Ports.ToDictionary(port => port.Key, port => new Uri($"{(port.Key == SshPort ? "ssh" : "http")}://127.0.0.1:{port.Value}")));

    private async Task<(IPNetwork Subnet, IReadOnlyList<LocalHostPlan> Hosts, IReadOnlyList<OuterContainer> Standing)> HostPlansAsync(CancellationToken cancellation)
    {
        var networks = DockerNetwork.Parse(await Machine.RunAsync(DockerNetwork.ShowAll, cancellation));
        var standing = OuterContainer.Parse((await Machine.RunAsync(OuterContainer.OfLab(spec), cancellation)).Check());
        var engine = await EngineFacts.ReadAsync(Machine, cancellation);
        var subnet = networks.FirstOrDefault(network => network.Name == Network && network.Label(LabLabel.Key) == spec.Name)?.Subnets.First()
            ?? FreeSubnet(networks);
        var taken = new HashSet<int>();
        return (subnet, [.. spec.Hosts.Select((host, i) =>
        {
            var name = ContainerOf(host);
            var old = standing.FirstOrDefault(container => container.Name == $"/{name}");
            var published = spec.Chat.Where(chat => chat.Host == host.Name).Select(chat => chat.Publish);
            var ports = published.Prepend(SshPort).ToDictionary(port => port, port =>
                old?.Published(port) ?? FreePort(port == SshPort ? FirstSshPort : FirstPublishedPort, taken));
            return new LocalHostPlan(spec, host, name, Network, $"{subnet.At(FirstHost + (uint)i)}", ports, engine);
        })], standing);
    }

    /// <summary>The first of 10.77.0.0/24, 10.77.1.0/24, … that no Docker network, device of this machine or part of the lab overlaps.</summary>
    private IPNetwork FreeSubnet(IReadOnlyList<DockerNetwork> networks)
    {
        IPNetwork[] used =
        [
            .. networks.SelectMany(network => network.Subnets),
            .. NetworkInterface.GetAllNetworkInterfaces().SelectMany(device => device.GetIPProperties().UnicastAddresses)
                .Where(address => address.Address.AddressFamily == AddressFamily.InterNetwork)
                .Select(address => new IPNetwork(address.Address, 32)),
            IPNetwork.Parse(spec.Overlay.Subnet), IPNetwork.Parse(spec.Overlay.DeviceSubnet),
        ];
        return Enumerable.Range(0, 256).Select(i => IPNetwork.Parse($"10.77.{i}.0/24")).Where(subnet => !used.Any(other => other.Overlaps(subnet))).Take(1).ToList() is [var free]
            ? free
            : throw new LabException("No free range for the underlay: all of 10.77.0.0/16 is in use.", "`docker network ls` shows by what.");
    }

    private static int FreePort(int first, HashSet<int> taken)
    {
        for (var port = first; ; port++)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                if (taken.Contains(port))
                {
                    continue;
                }

                listener.Start();
                taken.Add(port);
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there.
            }
        }
    }
}
