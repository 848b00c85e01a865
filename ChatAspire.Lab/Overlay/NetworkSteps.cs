using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Overlay;

/// <summary>Section 3-5's Docker network on one host, and the VXLAN device as a port of its bridge.</summary>
internal static class NetworkSteps
{
    private const string BridgeName = "com.docker.network.bridge.name";
    private const string BridgeMtu = "com.docker.network.driver.mtu";

    /// <summary>172.18.0.0/16 is Docker's second default pool, so Compose or Aspire may hold it.</summary>
    public static Step SubnetIsFree(OverlayPlan plan) => new()
    {
        Title = $"{plan.Subnet} is free",
        Section = "3-5",
        Why = "A network that Docker made without a subnet may hold this one: its own default pools begin at 172.17.0.0/16. Two routes to one subnet "
            + "send packets astray.",
        Probe = async (host, cancellation) =>
        {
            var networks = DockerNetwork.Parse(await host.RunAsync(DockerNetwork.ShowAll, cancellation));
            if (networks.FirstOrDefault(other => other.Name != plan.Network && other.Subnets.Any(subnet => subnet.Overlaps(plan.Subnet))) is { } holder)
            {
                return Finding.Blocked(
                    $"Docker network \"{holder.Name}\" holds {string.Join(", ", holder.Subnets)}, which overlaps {plan.Subnet}",
                    $"Remove it (docker network rm {ShellQuote.Word(holder.Name)}), or give $.overlay.subnet another range in lab.json.");
            }

            var bridge = networks.FirstOrDefault(network => network.Name == plan.Network)?.Option(BridgeName) ?? plan.Network;
            var routes = Route.Parse(await host.RunAsync(Route.Show, cancellation));
            return routes.FirstOrDefault(route => route.Device != bridge && route.Network is { } to && to.Overlaps(plan.Subnet)) is { } taken
                ? Finding.Blocked(
                    $"{taken.Destination} is routed to {taken.Device ?? "nowhere"}, which overlaps {plan.Subnet}",
                    "Give $.overlay.subnet another range in lab.json.")
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
            Why = "Each host has its own gateway address and its own range to give out, and never gives out what belongs to another: with the chapter's same "
                + $"gateway on both hosts, both answer ARP for it (moby/moby#20758). The MTU is {plan.Mtu}: a container that sent 1500 would lose its long packets.",
            Probe = Step.Ask(DockerNetwork.ShowAll, result => DockerNetwork.Parse(result).FirstOrDefault(network => network.Name == plan.Network) switch
            {
                null => Finding.Missing($"there is no network {plan.Network}"),
                { } network when $"{LabLabel.Key}={network.Label(LabLabel.Key)}" != lab => Finding.Blocked(
                    $"Docker network \"{plan.Network}\" is there already, and not this lab's (label {lab})",
                    $"Remove it (docker network rm {ShellQuote.Word(plan.Network)}), or give $.overlay.network another name in lab.json."),
                { } network when Difference(network, plan) is { } difference => Finding.Drifted($"{difference}: made anew", remove, create),
                _ => Finding.Satisfied(),
            }),
            Apply = [create],
            Undo = [remove],
        };
    }

    /// <summary>The bridge can be deleted, set down, or lose its address behind Docker's back.</summary>
    public static Step Gateway(OverlayPlan plan, string lab)
    {
        var wanted = $"{plan.Host.Spec.Gateway}/{plan.Subnet.PrefixLength}";
        return new Step
        {
            Title = $"Bridge {plan.Network} is up with {wanted}",
            Section = "3-5",
            Why = "The bridge is the network's switch, and with its address the way out for the containers on this host. Docker makes it; this looks whether it "
                + "still stands.",
            Probe = Step.Ask(Device.Show(plan.Network), result => Device.Parse(result) switch
            {
                // The containers' veth pairs have lost their switch with it: they must be made anew too.
                null => Finding.Drifted("the bridge is gone, though its network is not: made anew", Remove(plan, lab), Create(plan, lab)),
                { } link when !link.Addresses.Any(address => address.ToString() == wanted) => Finding.Drifted($"it has not {wanted}",
                    new HostCommand("ip", "address", "add", wanted, "dev", plan.Network),
                    new HostCommand("ip", "link", "set", plan.Network, "up")),
                { IsUp: false } => Finding.Drifted("it is down", new HostCommand("ip", "link", "set", plan.Network, "up")),
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
            Why = "This joins the two halves: what a container sends to a MAC that is not on this host leaves the bridge by this port.",
            Probe = Step.Ask(Device.Show(plan.Device), result => Device.Parse(result) switch
            {
                null => Finding.Missing($"there is no {plan.Device}"),
                { Master: var master } when master == plan.Network => Finding.Satisfied(),
                { Master: null } => Finding.Missing("it is a port of no bridge"),
                { Master: var master } => Finding.Drifted($"it is a port of {master}", new HostCommand("ip", "link", "set", plan.Device, "nomaster"), add),
            }),
            Apply = [add],
        };
    }

    /// <summary>
    /// Engines before 28 load br_netfilter, later ones only when asked to keep containers apart (Docker Engine 28 release notes), so
    /// unsaid it would be another network on another engine. Off by default, as later ones leave it: Docker Swarm's overlay passes no rules either.
    /// </summary>
    public static Step Netfilter(OverlayPlan plan)
    {
        var wanted = plan.Spec.BridgeNetfilter;
        HostCommand Switch(string script) => HostCommand.Shell(script, "/proc/sys/net/bridge/bridge-nf-call-iptables");
        return new Step
        {
            Title = $"Frames that stay on a bridge {(wanted ? "pass" : "do not pass")} iptables",
            Section = "3-5",
            Why = wanted
                ? "lab.json says so ($.overlay.bridgeNetfilter): FORWARD and Docker's chains see what goes between two containers of the overlay too, and DOCKER-USER can stop it. "
                    + "It costs a microsecond or two a packet. The switch is the whole host's."
                : "Engines before 28 load br_netfilter, and so send what goes between two containers of the overlay through FORWARD and Docker's chains; later ones do not. Without that is faster, and here the same on every host. "
                    + "$.overlay.bridgeNetfilter in lab.json turns it on. The switch is the whole host's; what is routed, as to a published port, passes iptables in any case.",
            Probe = Step.Ask(Switch("""cat "$1" 2>/dev/null || true"""), result => Netfilter(result.Output.Trim(), wanted)),
            Apply = [Switch(wanted ? """[ -e "$1" ] || modprobe br_netfilter; echo 1 > "$1" """.TrimEnd() : """[ ! -e "$1" ] || echo 0 > "$1" """.TrimEnd())],
            Cure = wanted
                ? "Load the module where the kernel is (modprobe br_netfilter: a local lab's kernel is this machine's, and its own bridges then pass its iptables too), or set $.overlay.bridgeNetfilter to false in lab.json."
                : null,
        };
    }

    /// <param name="found">bridge-nf-call-iptables; empty without br_netfilter.</param>
    internal static Finding Netfilter(string found, bool wanted) => (found, wanted) switch
    {
        ("", true) => Finding.Missing("br_netfilter is not loaded"),
        ("", false) => Finding.Satisfied("br_netfilter is not loaded"), // so no frame is passed on
        ("0", false) or ("1", true) => Finding.Satisfied(),
        _ => Finding.Drifted($"bridge-nf-call-iptables is {found}"),
    };

    private static HostCommand Create(OverlayPlan plan, string lab) => new("docker",
    [
        "network", "create", "--attachable=true",
        "--subnet", $"{plan.Subnet}", "--gateway", plan.Host.Spec.Gateway, "--ip-range", $"{plan.IpRange}",
        .. plan.Reserved.SelectMany(reserved => new[] { "--aux-address", $"{reserved.Key}={reserved.Value}" }),
        "-o", $"{BridgeName}={plan.Network}", "-o", $"{BridgeMtu}={plan.Mtu}",
        "--label", lab, plan.Network,
    ]);

    /// <summary>A network goes only when nothing is attached; containers of ours come back with their own steps.</summary>
    private static HostCommand Remove(OverlayPlan plan, string lab) => HostCommand.Shell(
        """
        docker ps -aq --filter "network=$1" --filter "label=$2" | xargs -r docker rm -f
        ! docker network inspect "$1" >/dev/null 2>&1 || docker network rm "$1"
        """,
        plan.Network, lab);

    private static string? Difference(DockerNetwork network, OverlayPlan plan)
    {
        var config = network.IPAM.Config is [var first, ..] ? first : null;
        (string What, string? Is, string Wanted)[] values =
        [
            ("driver", network.Driver, "bridge"),
            ("subnet", config?.Subnet, $"{plan.Subnet}"),
            ("gateway", config?.Gateway, plan.Host.Spec.Gateway),
            ("range", config?.IPRange, $"{plan.IpRange}"),
            ("reserved addresses", Sorted(config?.AuxiliaryAddresses ?? new Dictionary<string, string>()), Sorted(plan.Reserved)),
            ("bridge", network.Option(BridgeName), plan.Network),
            ("MTU", network.Option(BridgeMtu), $"{plan.Mtu}"),
        ];
        return values.Where(value => value.Is != value.Wanted)
            .Select(value => $"its {value.What} is {value.Is ?? "not set"}, wanted {value.Wanted}")
            .FirstOrDefault();
    }

    private static string Sorted(IEnumerable<KeyValuePair<string, string>> addresses) =>
        string.Join(" ", addresses.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}"));
}
