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
        [.. plans.Hosts.Select(plan => Facts(plan.Host, plan.Address, plan.Ports, DockerMtu))]);
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
        var standing = await StandingAsync(cancellation);
        var taken = new HashSet<int>();
        var hosts = new List<(HostFacts Facts, SshHost Host)>();
        foreach (var host in spec.Hosts)
        {
            if (Find(standing, host) is { State.Status: "running" } container && container.AddressOn(Network) is { } address)
            {
                var ports = PortsOf(host, container, taken);
                hosts.Add((Facts(host, address, ports, DockerMtu), Reach(host, ports[SshPort])));
            }
        }

        try
        {
            // One after another: side by side, the key exchanges would only share this machine's processors with the lab's hosts.
            var connected = new List<LabHost>();
            foreach (var (facts, host) in hosts)
            {
                connected.Add(new LabHost(facts with { Mtu = await MtuAsync(host, cancellation) }, host));
            }

            return connected;
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

    private SshHost Reach(HostSpec host, int port) => _keys.Stand(host.Name)
        ? new SshHost(host.Name, new SshEndpoint(new IPEndPoint(IPAddress.Loopback, port), "root", _keys.UserKeyPath, _keys.Host(host.Name).PublicKey))
        : throw new LabException($"The keys of {host.Name} are not in {directory.Path}.", "`up` makes new ones and puts them in place.");

    private static async Task<int> MtuAsync(SshHost host, CancellationToken cancellation) =>
        int.Parse((await host.RunAsync(new Command("cat", $"/sys/class/net/{Nic}/mtu"), cancellation)).Check().Output, CultureInfo.InvariantCulture);

    private string Network => $"{spec.Name}-underlay";

    private string ContainerOf(HostSpec host) => $"{spec.Name}-{host.Name}";

    private Lane Here(IReadOnlyList<Step> steps) => new(Machine.Name, Machine.Name, steps);

    private static HostFacts Facts(HostSpec host, string address, IReadOnlyDictionary<int, int> ports, int mtu) => new(
        host, address, Nic, mtu,
        ports.ToDictionary(port => port.Key, port => new Uri($"{(port.Key == SshPort ? "ssh" : "http")}://127.0.0.1:{port.Value}")));

    /// <summary>The lab's containers, also those that do not run.</summary>
    private async Task<IReadOnlyList<OuterContainer>> StandingAsync(CancellationToken cancellation) =>
        OuterContainer.Parse((await Machine.RunAsync(OuterContainer.OfLab(spec), cancellation)).Check());

    private OuterContainer? Find(IReadOnlyList<OuterContainer> standing, HostSpec host) =>
        standing.FirstOrDefault(container => container.Name == $"/{ContainerOf(host)}");

    /// <summary>A host's own ports → the loopback ports that stand for them, or will.</summary>
    private Dictionary<int, int> PortsOf(HostSpec host, OuterContainer? container, HashSet<int> taken) => spec.Chat
        .Where(chat => chat.Host == host.Name).Select(chat => chat.Publish).Prepend(SshPort)
        .ToDictionary(port => port, port => container?.Published(port) ?? FreePort(port == SshPort ? FirstSshPort : FirstPublishedPort, taken));

    private async Task<(IPNetwork Subnet, IReadOnlyList<LocalHostPlan> Hosts)> HostPlansAsync(CancellationToken cancellation)
    {
        var networks = DockerNetwork.Parse(await Machine.RunAsync(DockerNetwork.ShowAll, cancellation));
        var standing = await StandingAsync(cancellation);
        var engine = await EngineFacts.ReadAsync(Machine, cancellation);
        var subnet = networks.FirstOrDefault(network => network.Name == Network && network.Label(LabLabel.Key) == spec.Name)?.Subnets.First()
            ?? FreeSubnet(networks);
        var taken = new HashSet<int>();
        return (subnet, [.. spec.Hosts.Select((host, i) =>
            new LocalHostPlan(spec, host, ContainerOf(host), Network, $"{subnet.At(FirstHost + (uint)i)}", PortsOf(host, Find(standing, host), taken), engine))]);
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
