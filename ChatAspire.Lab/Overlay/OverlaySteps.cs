using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Overlay;

/// <summary>
/// Creates the steps of section 3-5 on one host: a VXLAN device to the other hosts, a Docker network, and the device as a port of the
/// network's bridge. Where the chapter's command fails on real networks, the step differs from the chapter, and its reason says why.
/// </summary>
public static class OverlaySteps
{
    /// <summary>Returns the steps in the order in which they run.</summary>
    /// <param name="lab">The lab's label: <see cref="Spec.LabLabel.Of"/>.</param>
    public static IReadOnlyList<Step> For(OverlayPlan plan, string lab) =>
    [
        NetworkSteps.SubnetIsFree(plan),
        VxlanDevice(plan),
        DeviceMtu(plan),
        DeviceAddress(plan),
        ChecksumOffload(plan),
        DeviceUp(plan),
        Flooding(plan),
        NetworkSteps.Network(plan, lab),
        NetworkSteps.Gateway(plan, lab),
        NetworkSteps.Port(plan),
        NetworkSteps.Netfilter(plan),
        OverlayOnlyStep.For(plan, lab),
    ];

    /// <summary>The prefix in the name of the resource that the flooding step provides; <see cref="VxlanResource"/> follows.</summary>
    internal const string FloodingOf = "flooding of ";

    /// <summary>Returns the name of the resource that the VXLAN device's step provides.</summary>
    internal static string VxlanResource(OverlayPlan plan) => $"{plan.Device} on {plan.Host.Name}";

    private static Step VxlanDevice(OverlayPlan plan)
    {
        var (spec, host) = (plan.Spec, plan.Host);
        var remote = plan.Peers.Count == 1 ? plan.Peers[0] : null;
        string[] to = remote is null ? [] : ["remote", remote];
        var add = new HostCommand("ip", ["link", "add", plan.Device, "type", "vxlan", "id", $"{spec.Vni}", .. to, "dstport",
            $"{spec.Port}", "dev", host.Nic]);
        var delete = new HostCommand("ip", "link", "delete", plan.Device);
        return new Step
        {
            Title = remote is null
                ? $"{plan.Device}, VNI {spec.Vni}, over {host.Nic}"
                : $"{plan.Device}, VNI {spec.Vni}, over {host.Nic} to {remote}",
            Section = "3-5",
            Why = $"The VXLAN device (VTEP) wraps every Ethernet frame into a UDP packet to port {spec.Port} of the other host, so that "
                + "containers on both share one layer 2. The remote is the other host's address on the underlay; in a cloud network, "
                + "its private address.",
            Provides = VxlanResource(plan),
            Probe = Step.Ask(Device.Show(plan.Device), result => Device.Parse(result) switch
            {
                null => Finding.Missing($"{plan.Device} does not exist"),
                { Vxlan: { } vxlan } when vxlan == new Vxlan(spec.Vni, remote, host.Nic, spec.Port) => Finding.Satisfied(),
                { Vxlan: { } vxlan } => Finding.Drifted(
                    $"{plan.Device} has VNI {vxlan.Id}, port {vxlan.Port}, link {vxlan.Link}, remote {vxlan.Remote ?? "none"}", delete,
                        add),
                var other => Finding.Blocked(
                    $"{plan.Device} exists, but is not a VXLAN device ({other.Kind})", "Choose another $.overlay.device in lab.json."),
            }),
            Apply = [add],
            Undo = [HostCommand.Shell("""ip link delete "$1" 2>/dev/null || ! ip link show "$1" 2>/dev/null""", plan.Device)],
        };
    }

    private static Step DeviceMtu(OverlayPlan plan)
    {
        return new Step
        {
            Title = $"{plan.Device} carries {plan.Mtu} bytes",
            Section = "3-5",
            Why = $"VXLAN adds {Vxlan.OverheadBytes} bytes to every packet: its own frame's Ethernet header 14, VXLAN 8, UDP 8, IPv4 20. "
                + "Longer packets would be fragmented or lost on the underlay.",
            Requires = [VxlanResource(plan)],
            Probe = AskDevice(plan, link => link.Mtu == plan.Mtu
                ? Finding.Satisfied()
                : Finding.Drifted($"MTU is {link.Mtu}, expected {plan.Mtu}")),
            Apply = [new HostCommand("ip", "link", "set", plan.Device, "mtu", $"{plan.Mtu}")],
        };
    }

    private static Step DeviceAddress(OverlayPlan plan)
    {
        var wanted = $"{plan.DeviceAddress}/{plan.DeviceSubnet.PrefixLength}";
        return new Step
        {
            Title = $"{plan.Device} has {wanted}",
            Section = "3-5",
            Why = "The chapter assigns it, so that `ip route` shows a route for the device; the overlay itself needs no address. Each host "
                + "has a different one: with the same address, both would answer ARP requests for it.",
            Requires = [VxlanResource(plan)],
            Probe = AskDevice(plan, link => link.Addresses.Any(address => address.ToString() == wanted)
                ? Finding.Satisfied()
                : Finding.Missing($"address {wanted} is missing")),
            Apply = [new HostCommand("ip", "address", "add", wanted, "broadcast", $"{plan.DeviceSubnet.Broadcast()}", "dev", plan.Device)],
        };
    }

    private static Step ChecksumOffload(OverlayPlan plan)
    {
        // "off" only for a NIC that would compute the inner checksum. For a virtual device, which has no `device` in /sys, and for a NIC
        // without tunnel offload, the kernel computes that checksum.
        const string Wanted = """
            $([ -e "/sys/class/net/$2/device" ] && ethtool -k "$2" | grep -q 'tx-udp_tnl-segmentation: on' && echo off || echo on)
            """;
        HostCommand Offload(string script) => HostCommand.Shell(script, plan.Device, plan.Host.Nic);
        return new Step
        {
            Title = $"{plan.Device} offloads no checksum to hardware",
            Section = "3-5",
            Why = "Some NICs compute the checksum inside a tunnel incorrectly, and every TCP connection across hangs (moby/moby#41775), "
                + "so the offload is off on NICs that would compute it. Where the kernel computes it, it stays on: off would split every "
                + "segment before the tunnel, at a fraction of the throughput.",
            Requires = [VxlanResource(plan)],
            Probe = Step.Ask(
                Offload($$"""
                    wanted={{Wanted}}
                    ethtool -k "$1" | grep -q "tx-checksum-ip-generic: \($wanted\|off .fixed.\)" || { echo $wanted; exit 1; }
                    """),
                result => result.Succeeded ? Finding.Satisfied()
                    : Finding.Drifted($"tx-checksum-ip-generic is not {result.Output.Trim()}, as expected")),
            Apply = [Offload($"""ethtool -K "$1" tx-checksum-ip-generic {Wanted}""")],
        };
    }

    private static Step DeviceUp(OverlayPlan plan)
    {
        return new Step
        {
            Title = $"{plan.Device} is up",
            Section = "3-5",
            Why = "A device that is down neither sends nor receives.",
            Requires = [VxlanResource(plan)],
            Probe = AskDevice(plan, link => link.IsUp ? Finding.Satisfied() : Finding.Missing($"{plan.Device} is down")),
            Apply = [new HostCommand("ip", "link", "set", plan.Device, "up")],
        };
    }

    private static Step Flooding(OverlayPlan plan)
    {
        FloodEntry[] wanted = [.. plan.Peers.Select(peer => new FloodEntry(FdbEntry.AnyMac, peer, plan.Host.Nic))];
        return new Step
        {
            Title = $"{plan.Device} floods to {string.Join(" and ", plan.Peers)}",
            Section = "3-5",
            Why = "ARP requests are broadcast, so they must reach every other host. With two hosts, `remote` creates that entry of the "
                + "forwarding database; with more, there is one static entry per peer. Multicast, the textbook's way, does not work in "
                + "cloud networks.",
            Provides = $"{FloodingOf}{VxlanResource(plan)}",
            Requires = [VxlanResource(plan)],
            Probe = Step.Ask(FloodEntry.Show(plan.Device), result =>
            {
                if (!result.Succeeded)
                {
                    return Finding.Missing(result.Error.Trim());
                }

                var found = FloodEntry.Parse(result);
                HostCommand[] repair =
                [
                    .. found.Except(wanted).Select(entry => entry.Delete(plan.Device)),
                    .. wanted.Except(found).Select(entry => entry.Append(plan.Device)),
                ];
                return repair.Length == 0
                    ? Finding.Satisfied()
                    : Finding.Drifted(
                        $"{plan.Device} floods to {(found.Count == 0 ? "no peer" : string.Join(" and ", found.Select(e => e.Dst)))}",
                        repair);
            }),
            // With a single peer the device has `remote`, and the kernel creates the entry together with the device.
            Apply = plan.Peers.Count == 1 ? [] : [.. wanted.Select(entry => entry.Append(plan.Device))],
        };
    }

    private static Func<ICommandRunner, CancellationToken, Task<Finding>> AskDevice(OverlayPlan plan, Func<Device, Finding> read) =>
        Step.Ask(Device.Show(plan.Device), result => Device.Parse(result) is { } link
            ? read(link)
            : Finding.Missing($"{plan.Device} does not exist"));
}
