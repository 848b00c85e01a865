using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Overlay;

/// <summary>Creates one host's steps for the Docker network of section 3-5, whose bridge gets the VXLAN device as a port.</summary>
internal static class NetworkSteps
{
    private const string BridgeName = "com.docker.network.bridge.name";
    private const string BridgeMtu = "com.docker.network.driver.mtu";

    /// <summary>
    /// Creates the step that rejects a subnet already in use. The chapter's 172.18.0.0/16 is in Docker's default address pool, so a
    /// network of Compose or Aspire may have it.
    /// </summary>
    public static Step SubnetIsFree(OverlayPlan plan) => new()
    {
        Title = $"{plan.Subnet} is free",
        Section = "3-5",
        Why = "A network that Docker created without a given subnet may use this one, because the default pools begin at 172.17.0.0/16. "
            + "With two routes to one subnet, packets are misrouted.",
        Probe = async (host, cancellation) =>
        {
            var networks = DockerNetwork.Parse(await host.RunAsync(DockerNetwork.ShowAll, cancellation));
            if (networks.FirstOrDefault(other => other.Name != plan.Network
                && other.Subnets.Any(subnet => subnet.Overlaps(plan.Subnet))) is { } holder)
            {
                return Finding.Blocked(
                    $"Docker network \"{holder.Name}\" uses {string.Join(", ", holder.Subnets)}, which overlaps {plan.Subnet}",
                    $"Remove it (docker network rm {ShellQuote.Word(holder.Name)}), or choose another $.overlay.subnet in lab.json.");
            }

            var bridge = networks.FirstOrDefault(network => network.Name == plan.Network)?.Option(BridgeName) ?? plan.Network;
            var routes = Route.Parse(await host.RunAsync(Route.Show, cancellation));
            return routes.FirstOrDefault(route => route.Device != bridge && route.Network is { } to
                && to.Overlaps(plan.Subnet)) is { } taken
                ? Finding.Blocked(
                    $"{taken.Destination} is routed to {taken.Device ?? "nowhere"}, which overlaps {plan.Subnet}",
                    "Choose another $.overlay.subnet in lab.json.")
                : Finding.Satisfied();
        },
    };

    public static Step Network(OverlayPlan plan, string lab)
    {
        var (create, remove) = (Create(plan, lab), Remove(plan, lab));
        return new Step
        {
            Title = $"Docker network {plan.Network}, gateway {plan.Host.Spec.Gateway}",
            Section = "3-5",
            Why = "Each host has its own gateway and its own address range, and never assigns another host's addresses. With the "
                + "chapter's one gateway on both hosts, both answer ARP for it (moby/moby#20758). The MTU is "
                + $"{plan.Mtu}; a container that sent 1500 bytes would lose its long packets.",
            Provides = Bridge(plan),
            Probe = Step.Ask(DockerNetwork.ShowAll, result => DockerNetwork.Parse(result)
                .FirstOrDefault(network => network.Name == plan.Network) switch
            {
                null => Finding.Missing($"network {plan.Network} does not exist"),
                { } network when $"{LabLabel.Key}={network.Label(LabLabel.Key)}" != lab => Finding.Blocked(
                    $"a Docker network \"{plan.Network}\" exists that does not belong to this lab (label {lab})",
                    $"Remove it (docker network rm {ShellQuote.Word(plan.Network)}), or choose another $.overlay.network in lab.json."),
                { } network when Difference(network, plan) is { } difference => Finding.Drifted(difference, remove, create),
                _ => Finding.Satisfied(),
            }),
            Apply = [create],
            Undo = [remove],
        };
    }

    /// <summary>
    /// Creates the step that repairs the network's bridge. Docker does not notice if the bridge is deleted, set down, or loses its
    /// address.
    /// </summary>
    public static Step Gateway(OverlayPlan plan, string lab)
    {
        var wanted = $"{plan.Host.Spec.Gateway}/{plan.Subnet.PrefixLength}";
        return new Step
        {
            Title = $"Bridge {plan.Network} is up with {wanted}",
            Section = "3-5",
            Why = "The bridge is the network's switch, and its address is the default gateway of the containers on this host. Docker "
                + "creates it; this step checks that it is still there.",
            Requires = [Bridge(plan)],
            Probe = Step.Ask(Device.Show(plan.Network), result => Device.Parse(result) switch
            {
                // The containers' veth devices lost their bridge, so Remove also removes the containers; later steps recreate them.
                null => Finding.Drifted("the bridge is missing, though its network exists", Remove(plan, lab), Create(plan, lab)),
                { } link when !link.Addresses.Any(address => address.ToString() == wanted) => Finding.Drifted(
                    $"address {wanted} is missing",
                    new HostCommand("ip", "address", "add", wanted, "dev", plan.Network),
                    new HostCommand("ip", "link", "set", plan.Network, "up")),
                { IsUp: false } => Finding.Drifted("the bridge is down", new HostCommand("ip", "link", "set", plan.Network, "up")),
                _ => Finding.Satisfied(),
            }),
        };
    }

    public static Step Port(OverlayPlan plan)
    {
        var add = new HostCommand("brctl", "addif", plan.Network, plan.Device);
        return new Step
        {
            Title = $"{plan.Device} is a port of {plan.Network}",
            Section = "3-5",
            Why = "This joins the two halves: frames to a MAC address that is not on this host leave the bridge by this port.",
            Requires = [OverlaySteps.VxlanResource(plan), Bridge(plan)],
            Probe = Step.Ask(Device.Show(plan.Device), result => Device.Parse(result) switch
            {
                null => Finding.Missing($"{plan.Device} does not exist"),
                { Master: var master } when master == plan.Network => Finding.Satisfied(),
                { Master: null } => Finding.Missing($"{plan.Device} is not a port of a bridge"),
                { Master: var master } => Finding.Drifted(
                    $"{plan.Device} is a port of {master}", new HostCommand("ip", "link", "set", plan.Device, "nomaster"), add),
            }),
            Apply = [add],
        };
    }

    /// <summary>
    /// Creates the step that sets bridge-nf-call-iptables. Engines before 28 always load br_netfilter, later engines only to isolate
    /// containers (Docker Engine 28 release notes), so without this step the network's behavior would depend on the engine's version. The
    /// setting is off by default, because packets of a Docker Swarm overlay pass no iptables rules either.
    /// </summary>
    public static Step Netfilter(OverlayPlan plan)
    {
        var wanted = plan.Spec.BridgeNetfilter;
        HostCommand Switch(string script) => HostCommand.Shell(script, "/proc/sys/net/bridge/bridge-nf-call-iptables");
        return new Step
        {
            Title = $"Bridged frames {(wanted ? "pass" : "do not pass")} iptables",
            Section = "3-5",
            Why = wanted
                ? "lab.json requests it ($.overlay.bridgeNetfilter): packets between two containers of the overlay pass FORWARD and "
                    + "Docker's chains, where DOCKER-USER can drop them. It costs a microsecond or two per packet. The setting applies "
                    + "to the whole host."
                : "Engines before 28 load br_netfilter, which sends packets between two containers of the overlay through FORWARD and "
                    + "Docker's chains; later ones do not. Without it packets are faster, and every host behaves the same. "
                    + "$.overlay.bridgeNetfilter in lab.json turns it on. The setting applies to the whole host; routed packets, as to a "
                    + "published port, pass iptables in any case.",
            Probe = Step.Ask(Switch("""cat "$1" 2>/dev/null || true"""), result => Netfilter(result.Output.Trim(), wanted)),
            Apply =
            [
                Switch((wanted
                    ? """[ -e "$1" ] || modprobe br_netfilter; echo 1 > "$1" """
                    : """[ ! -e "$1" ] || echo 0 > "$1" """).TrimEnd()),
            ],
            Hint = wanted
                ? "Load the module (modprobe br_netfilter; for a local lab on this machine, whose own bridges then pass its iptables "
                    + "too), or set $.overlay.bridgeNetfilter to false in lab.json."
                : null,
        };
    }

    /// <summary>Compares the setting with the desired one.</summary>
    /// <param name="found">The value of bridge-nf-call-iptables, <c>0</c> or <c>1</c>; empty if br_netfilter is not loaded.</param>
    internal static Finding Netfilter(string found, bool wanted) => (found, wanted) switch
    {
        ("", true) => Finding.Missing("br_netfilter is not loaded"),
        ("", false) => Finding.Satisfied("br_netfilter is not loaded"), // without the module, bridged frames skip iptables
        ("0", false) or ("1", true) => Finding.Satisfied(),
        _ => Finding.Drifted($"bridge-nf-call-iptables is {found}, expected {(wanted ? 1 : 0)}"),
    };

    /// <summary>Returns the name of the resource that the network's step provides.</summary>
    private static string Bridge(OverlayPlan plan) => $"{plan.Network} on {plan.Host.Name}";

    private static HostCommand Create(OverlayPlan plan, string lab) => new("docker",
    [
        "network", "create", "--attachable=true",
        "--subnet", $"{plan.Subnet}", "--gateway", plan.Host.Spec.Gateway, "--ip-range", $"{plan.IpRange}",
        .. plan.Reserved.SelectMany(reserved => new[] { "--aux-address", $"{reserved.Key}={reserved.Value}" }),
        "-o", $"{BridgeName}={plan.Network}", "-o", $"{BridgeMtu}={plan.Mtu}",
        "--label", lab, plan.Network,
    ]);

    /// <summary>
    /// Returns the command that removes the network. It removes the lab's containers first, because Docker does not remove a network in
    /// use; the containers' own steps recreate them.
    /// </summary>
    private static HostCommand Remove(OverlayPlan plan, string lab) => HostCommand.Shell(
        """
        docker ps -aq --filter "network=$1" --filter "label=$2" | xargs -r docker rm -f
        ! docker network inspect "$1" >/dev/null 2>&1 || docker network rm "$1"
        """,
        plan.Network, lab);

    private static string? Difference(DockerNetwork network, OverlayPlan plan)
    {
        var config = network.IPAM.Config is [var first, ..] ? first : null;
        (string Name, string? Actual, string Expected)[] values =
        [
            ("driver", network.Driver, "bridge"),
            ("subnet", config?.Subnet, $"{plan.Subnet}"),
            ("gateway", config?.Gateway, plan.Host.Spec.Gateway),
            ("range", config?.IPRange, $"{plan.IpRange}"),
            ("reserved addresses", Sorted(config?.AuxiliaryAddresses ?? new Dictionary<string, string>()), Sorted(plan.Reserved)),
            ("bridge", network.Option(BridgeName), plan.Network),
            ("MTU", network.Option(BridgeMtu), $"{plan.Mtu}"),
        ];
        return values.Where(value => value.Actual != value.Expected)
            .Select(value => $"its {value.Name} is {value.Actual ?? "not set"}, expected {value.Expected}")
            .FirstOrDefault();
    }

    private static string Sorted(IEnumerable<KeyValuePair<string, string>> addresses) =>
        string.Join(" ", addresses.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}"));
}
