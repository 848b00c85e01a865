using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ChatAspire.Lab.Images;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>
/// Provides containers on this machine as hosts, each with its own Docker Engine and SSH server. They need no cloud account and cost
/// nothing. They are reached only through ports published on loopback, so Docker Desktop works too.
/// </summary>
public sealed partial class LocalHosts(LabSpec spec, LabDirectory directory) : IHostSource
{
    private const int SshPort = 22;
    private const string Nic = "eth0";

    /// <summary>The default MTU of a Docker network, in bytes, assumed until a host is running.</summary>
    private const int DockerMtu = 1500;

    /// <summary>The first loopback port to try for SSH.</summary>
    private const int FirstSshPort = 2201;

    /// <summary>The first loopback port to try for the chat ports that hosts publish.</summary>
    private const int FirstPublishedPort = 5001;

    /// <summary>The offset of the first host's address in the underlay's subnet: host-a is 10.77.0.11.</summary>
    private const uint FirstHost = 11;

    private readonly LocalKeys _keys = new(directory);

    private static readonly LocalMachine Machine = new();

    public Task<IReadOnlyList<Problem>> PreflightAsync(CancellationToken cancellation) =>
        LocalPreflight.ProblemsAsync(Machine, spec, cancellation);

    public async Task<HostPlan> PlanAsync(CancellationToken cancellation)
    {
        await RefuseOthersAsync(cancellation);
        var (subnet, hosts) = await HostPlansAsync(cancellation);
        var ports = hosts.SelectMany(plan => plan.Ports.Values);
        var image = new HostImage(spec.Images).Steps((machine, token) => HostCheck.InContainerAsync(machine, spec, hosts[0].Engine, token));
        return new HostPlan(
        [
            new Phase("images and underlay", [Here([.. image, LocalHostSteps.Network(spec, Network, $"{subnet}", ports)])]),
            new Phase("hosts", [.. hosts.Select(plan => new HostSteps(plan.Host.Name, Machine.Name, LocalHostSteps.Host(plan, _keys)))]),
        ],
        [.. hosts.Select(plan => Facts(plan.Host, plan.Address, plan.Ports, DockerMtu))]);
    }

    /// <summary>
    /// Returns true if the address range or a port was taken after it was chosen, for example by another lab; a new plan chooses free ones.
    /// </summary>
    public bool WasOvertaken(StepFailedException failure) =>
        failure.InnerException is CommandFailedException { Result.Error: var error } && TakenError().IsMatch(error);

    /// <summary>
    /// Returns steps whose undo removes all resources with the lab's label, including those of a killed <c>up</c> and of hosts not in
    /// lab.json.
    /// </summary>
    public async Task<IReadOnlyList<Phase>> RemovalAsync(CancellationToken cancellation)
    {
        await RefuseOthersAsync(cancellation);
        // Undone last to first: networks and volumes can be removed only after the containers that use them.
        return [new Phase("remove",
        [
            Here([
                await RemovalAsync("network", "docker network ls -q", "docker network rm", cancellation),
                await RemovalAsync("volume", "docker volume ls -q", "docker volume rm", cancellation),
                await RemovalAsync("host", "docker ps -aq", "docker rm -fv", cancellation),
            ]),
        ])];
    }

    /// <summary>Creates the step whose undo removes all resources of one kind with the lab's label.</summary>
    /// <param name="kind">The singular noun for output: <c>network</c>.</param>
    /// <param name="list">The docker command that lists ids of the kind: <c>docker network ls -q</c>.</param>
    /// <param name="remove">The docker command that removes ids: <c>docker network rm</c>.</param>
    private async Task<Step> RemovalAsync(string kind, string list, string remove, CancellationToken cancellation)
    {
        var label = LabLabel.Of(spec);
        var find = HostCommand.Shell($"""{list} --filter "label=$1" """.TrimEnd(), label);
        var count = (await Machine.RunAsync(find, cancellation)).Check().Lines.Count;
        return new Step
        {
            Title = $"{char.ToUpperInvariant(kind[0])}{kind[1..]}s with the label {label}",
            Why = "Everything the lab created carries its label.",
            Probe = Step.Ask(find, result => result.Check().Lines.Count == 0
                ? Finding.Missing("none is left")
                : Finding.Satisfied($"{result.Lines.Count} left")),
            Undo = [HostCommand.Shell($"""{list} --filter "label=$1" | xargs -r {remove}""", label)],
            Removes = count == 0 ? "" : $"{count} {kind}{(count == 1 ? "" : "s")}",
        };
    }

    public IReadOnlyList<Phase> Images(IReadOnlyList<HostImages> wanted) =>
        ImageSteps.ThroughLocalEngine(wanted, host => ContainerOf(host.Host));

    public HostCommand Bring(string file, HostFacts host, string path) => new("docker", "cp", file, $"{ContainerOf(host.Spec)}:{path}");

    public async Task<IReadOnlyList<LabHost>> ConnectAsync(CancellationToken cancellation)
    {
        await RefuseOthersAsync(cancellation);
        var containers = DockerContainer.ParseList(await Machine.RunAsync(DockerContainer.ShowLabelled(LabLabel.Of(spec)), cancellation));
        var free = new LoopbackPorts([]);
        var hosts = new List<(HostFacts Facts, SshCommandRunner Host)>();
        foreach (var host in spec.Hosts)
        {
            if (Find(containers, host) is { State.Status: "running" } container && container.AddressOn(Network) is { } address)
            {
                var ports = PortsOf(host, container, free);
                hosts.Add((Facts(host, address, ports, DockerMtu), Reach(host, ports[SshPort])));
            }
        }

        try
        {
            // Connects one host at a time: concurrent key exchanges would only compete for this machine's processors.
            var connected = new List<LabHost>();
            foreach (var (facts, host) in hosts)
            {
                connected.Add(new LabHost(facts with { Mtu = await MtuAsync(host, cancellation) }, host));
            }

            return connected;
        }
        catch
        {
            // One connection failed; close all, because the caller gets none of them.
            foreach (var (_, host) in hosts)
            {
                await host.DisposeAsync();
            }

            throw;
        }
    }

    private SshCommandRunner Reach(HostSpec host, int port) => _keys.Stand(host.Name)
        ? new SshCommandRunner(
            host.Name,
            new SshEndpoint(
                new IPEndPoint(IPAddress.Loopback, port), "root", _keys.UserKeyPath, _keys.Host(host.Name).PublicKey)
            {
                KeyHint = "run `up`: it puts the lab's keys in place and keeps its data",
            })
        : throw new UserErrorException(
            $"The keys of {host.Name} are not in {directory.Path}.", "`up` creates new ones and puts them in place.");

    private static async Task<int> MtuAsync(SshCommandRunner host, CancellationToken cancellation) =>
        int.Parse(
            (await host.RunAsync(new HostCommand("cat", $"/sys/class/net/{Nic}/mtu"), cancellation)).Check().Output,
            CultureInfo.InvariantCulture);

    private string Network => $"{spec.Name}-underlay";

    private string ContainerOf(HostSpec host) => $"{spec.Name}-{host.Name}";

    private static HostSteps Here(IReadOnlyList<Step> steps) => new(Machine.Name, Machine.Name, steps);

    private static HostFacts Facts(HostSpec host, string address, IReadOnlyDictionary<int, int> ports, int mtu) => new(
        host, address, Nic, mtu,
        ports.ToDictionary(port => port.Key, port => new Uri($"{(port.Key == SshPort ? "ssh" : "http")}://127.0.0.1:{port.Value}")))
    {
        IsLocal = true,
    };

    /// <summary>Checks that no resource with the lab's label belongs to another user.</summary>
    /// <exception cref="UserErrorException">A resource belongs to another user, or no engine responds.</exception>
    private async Task RefuseOthersAsync(CancellationToken cancellation)
    {
        var owners = await Machine.RunAsync(HostCommand.Shell(
            """docker ps -a --filter "$1" --format "$2" && docker volume ls --filter "$1" --format "$2" && """
            + """docker network ls --filter "$1" --format "$2" """.TrimEnd(),
            $"label={LabLabel.Of(spec)}", $$$"""{{.Label "{{{LocalOwner.Key}}}"}}"""), cancellation);
        if (!owners.Succeeded && await LocalPreflight.EngineProblemAsync(Machine, cancellation) is { } problem)
        {
            throw new UserErrorException(problem.What, problem.Hint);
        }

        if (owners.Check().Lines.FirstOrDefault(LocalOwner.IsOther) is { } other)
        {
            throw new UserErrorException($"Refused: {LocalOwner.Refusal(spec, other)}.", LocalOwner.Cure(other));
        }
    }

    private DockerContainer? Find(IReadOnlyList<DockerContainer> containers, HostSpec host) =>
        containers.FirstOrDefault(container => container.ShortName == ContainerOf(host));

    /// <summary>
    /// Maps a host's ports to the loopback ports that publish them. A port that the host's container publishes keeps its loopback port,
    /// unless that is in <paramref name="lost"/>; any other port gets a free one.
    /// </summary>
    private Dictionary<int, int> PortsOf(
        HostSpec host, DockerContainer? container, LoopbackPorts free, HashSet<int>? lost = null) => spec.Chat
        .Where(chat => chat.Host == host.Name).Select(chat => chat.Publish).Prepend(SshPort)
        .ToDictionary(port => port, port => container?.PublishedFor(port) is { } its && lost?.Contains(its) != true
            ? its
            : free.Take(port == SshPort ? FirstSshPort : FirstPublishedPort));

    private async Task<(IPNetwork Subnet, IReadOnlyList<LocalHostPlan> Hosts)> HostPlansAsync(CancellationToken cancellation)
    {
        var networks = DockerNetwork.Parse(await Machine.RunAsync(DockerNetwork.ShowAll, cancellation));
        var containers = DockerContainer.ParseList(await Machine.RunAsync(DockerContainer.ShowAll, cancellation));
        var engine = await EngineFacts.ReadAsync(Machine, cancellation);
        var ours = networks.FirstOrDefault(network => network.Name == Network && network.Label(LabLabel.Key) == spec.Name);
        var subnet = ours?.Subnets.First() ?? UnderlayRange.Free(
        [
            new(IPNetwork.Parse(spec.Overlay.Subnet), $"$.overlay.subnet ({spec.Overlay.Subnet})"),
            new(IPNetwork.Parse(spec.Overlay.DeviceSubnet), $"$.overlay.deviceSubnet ({spec.Overlay.DeviceSubnet})"),
            .. networks.SelectMany(network => network.Subnets.Select(
                range => new RangeInUse(range, $"Docker network {network.Name} ({range})"))),
            .. UnderlayRange.OfThisMachine(),
        ]);

        // Other programs may take the ports of a stopped container. It keeps those that are still free; the taken ones are lost.
        var stopped = spec.Hosts.Select(host => Find(containers, host))
            .OfType<DockerContainer>()
            .Where(container => !container.HoldsPorts)
            .ToList();
        var free = new LoopbackPorts(
        [
            .. containers.Except(stopped).SelectMany(container => container.PublishedPorts),
            .. networks.Where(network => network != ours).SelectMany(ReservedBy),
        ]);
        var lost = stopped.SelectMany(container => container.PublishedPorts).Where(port => !free.TryTake(port)).ToHashSet();
        return (subnet, [.. spec.Hosts.Select((host, i) =>
        {
            var container = Find(containers, host);
            return new LocalHostPlan(
                spec,
                host,
                ContainerOf(host),
                Network,
                $"{subnet.AddressAt(FirstHost + (uint)i)}",
                PortsOf(host, container, free, lost),
                engine);
        })]);
    }

    private static IEnumerable<int> ReservedBy(DockerNetwork network) =>
        (network.Label(LocalHostPlan.PortsLabel) ?? "").Split(',').Select(text => int.TryParse(text, out var port) ? port : 0);

    // Error response from daemon: Pool overlaps with other one on this address space
    // … Bind for 127.0.0.1:2201 failed: port is already allocated.
    // … listen tcp4 127.0.0.1:2201: bind: address already in use.
    [GeneratedRegex("Pool overlaps|port is already allocated|address already in use")]
    private static partial Regex TakenError();
}
