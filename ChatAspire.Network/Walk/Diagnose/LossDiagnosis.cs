using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains a packet that one device showed and the next did not.</summary>
internal sealed class LossDiagnosis(Topology topology, WalkPath path, WalkEvidence evidence, SeparationDiagnosis separation)
{
    private readonly TunnelDiagnosis _tunnel = new(topology, path, evidence);
    private readonly RoutedDiagnosis _routed = new(topology, evidence);
    private readonly HeldDiagnosis _held = new(path, evidence, separation);

    /// <summary>BR_STATE_FORWARDING (linux/if_bridge.h), in the numeric form that bridge(8) expects.</summary>
    private const int ForwardingState = 3;

    /// <summary>The cure for packets that are longer than the path can carry.</summary>
    public string MtuCure => path.IsTunnelled
        ? _tunnel.MtuCure
        : "Send shorter packets, or give all devices of the path the same MTU.";

    /// <summary>Explains the loss between the last capture point that showed the packet and the next one.</summary>
    public Verdict Explain(PacketWalk walk)
    {
        var reached = walk.Devices.Max(hop => walk.Expected.Index().First(point => point.Item == hop.Point).Index);
        var last = walk.Expected[reached];
        var next = walk.Expected[reached + 1];
        var frame = walk.Devices.Last(hop => hop.Point == last).Frame;
        var found = Between(walk, last, next, frame);
        if (!next.IsCaptured && reached + 2 < walk.Expected.Count)
        {
            // A bridge that is not captured may have lost the packet at either of its ports.
            var after = walk.Expected[reached + 2];
            found ??= Between(walk, next, after, frame);
            next = after;
        }

        return found ?? Isolated(walk) ?? _held.Explain(last, next, frame) ?? Unknown(last, next);
    }

    private Verdict? Between(PacketWalk walk, CapturePoint last, CapturePoint next, Frame frame) =>
        (last.Kind, next.Kind) switch
        {
            (CapturePointKind.Nic, CapturePointKind.Nic) => _tunnel.BetweenHosts(last, next, frame),
            (CapturePointKind.Nic, CapturePointKind.Vxlan) => _tunnel.Entering(next, frame),
            (CapturePointKind.Vxlan, CapturePointKind.Nic) => _tunnel.Leaving(last, frame),
            (_, CapturePointKind.Vxlan) or (CapturePointKind.Bridge, CapturePointKind.Veth) => AtPort(next, last, frame, isEgress: true),
            (CapturePointKind.Vxlan or CapturePointKind.Veth, CapturePointKind.Bridge) => AtPort(last, next, frame, isEgress: false),
            (CapturePointKind.Bridge, CapturePointKind.Nic or CapturePointKind.Bridge) or (CapturePointKind.Nic, _) =>
                _routed.Explain(walk, last, next, frame),
            _ => InVethPair(next, frame),
        };

    /// <summary>Reports a loss that no state of the hosts explains.</summary>
    private static Verdict Unknown(CapturePoint last, CapturePoint next) => new(CauseId.NotEstablished, last.Host,
        $"between {last} and {next}",
        $"{last} showed it and {next} did not; no fault was found in between",
        "Repeat the walk with --pcapng FILE, and compare both devices in Wireshark.");

    /// <summary>
    /// Explains a loss at a bridge port. The port is missing, down, detached or blocked, its MTU is too small, its bridge is down, or the
    /// FDB lists the destination at another port. Null if none of these applies.
    /// </summary>
    /// <param name="isEgress">
    /// True if the bridge should have sent the frame out of the port, so that its FDB must list the destination there. False for a frame
    /// that came in by the port.
    /// </param>
    private Verdict? AtPort(CapturePoint port, CapturePoint bridge, Frame frame, bool isEgress)
    {
        var network = topology.Network(port.Host, port.Netns);
        var enter = HostProbe.Enter(port.Netns);
        if (topology.DeviceAt(port) is not { } device)
        {
            return new Verdict(CauseId.DeviceMissing, port.Host, $"{port}", "the device is missing",
                port.Kind == CapturePointKind.Vxlan ? _tunnel.Recreating(port.Host)
                : topology.Overlay is null ? TunnelCure.Restart : "chatlab up");
        }

        if (!device.IsUp)
        {
            return new Verdict(CauseId.DeviceDown, port.Host, $"{port}", "it is down", $"{enter}ip link set {port.Device} up");
        }

        if (topology.DeviceAt(bridge) is { IsUp: false })
        {
            return new Verdict(CauseId.DeviceDown, port.Host, $"{bridge}", "it is down", $"{enter}ip link set {bridge.Device} up");
        }

        if (device.Master != bridge.Device)
        {
            var membership = device.Master is { } other ? $"a port of {other}" : "not a port of any bridge";
            return new Verdict(CauseId.PortDetached, port.Host, $"{port}",
                $"it is {membership}, so {bridge.Device} does not forward to it",
                $"{enter}ip link set {port.Device} master {bridge.Device}");
        }

        // A port whose state is not forwarding drops frames in both directions (net/bridge: br_handle_frame, should_deliver).
        if (device.PortState is { } state && state != "forwarding")
        {
            return new Verdict(CauseId.PortBlocked, port.Host, $"{port}",
                $"as a port of {bridge.Device} it is in state {state}, and forwards nothing",
                $"{enter}bridge link set dev {port.Device} state {ForwardingState}");
        }

        if (frame.Packet.Length > device.Mtu)
        {
            return new Verdict(CauseId.MtuExceeded, port.Host, $"{port}",
                $"the packet has {frame.Packet.Length} bytes, and the MTU is {device.Mtu}: {bridge.Device} drops it silently",
                OtherEnd(port, device) is { } other && other.Mtu > device.Mtu
                    ? $"{enter}ip link set {port.Device} mtu {other.Mtu}"
                    : MtuCure);
        }

        return isEgress && network.Fdb.FirstOrDefault(IsElsewhere) is { } elsewhere
            ? new Verdict(CauseId.FdbWrong, port.Host, $"{bridge}",
                $"its FDB lists {frame.DestinationMac} behind {elsewhere.Device} instead of {port.Device}",
                $"{enter}bridge fdb del {elsewhere.Mac} dev {elsewhere.Device} master")
            : null;

        bool IsElsewhere(FdbEntry entry) =>
            entry.Mac == frame.DestinationMac && entry.Master == bridge.Device && entry.Device != port.Device;
    }

    /// <summary>Finds a bridge on the path whose two ports on the path are both isolated; null if there is none.</summary>
    private Verdict? Isolated(PacketWalk walk)
    {
        foreach (var bridge in walk.Expected.Where(point => point.Kind == CapturePointKind.Bridge))
        {
            var ports = walk.Expected.Where(point => point.Host == bridge.Host
                && topology.DeviceAt(point) is { IsIsolated: true } device
                && device.Master == bridge.Device).ToList();
            if (ports is [var first, var second])
            {
                return new Verdict(CauseId.PortsIsolated, bridge.Host, $"{bridge}",
                    $"its ports {first.Device} and {second.Device} are isolated, so it forwards nothing between them",
                    $"{HostProbe.Enter(bridge.Netns)}bridge link set dev {first.Device} isolated off");
            }
        }

        return null;
    }

    /// <summary>The container's end of a veth port; null for any other port.</summary>
    private Device? OtherEnd(CapturePoint port, Device device) =>
        port.Kind == CapturePointKind.Veth ? topology.Network(port.Host, port.Netns).ContainerEnd(device)?.Device : null;

    /// <summary>
    /// Returns the MTU in bytes that a container's device should have: the MTU of the other end of its veth pair. In a lab, or if the other
    /// end is not found, it is the MTU of the underlay less the VXLAN overhead.
    /// </summary>
    private int MtuOfPair(HostNetwork network, Device device) => topology.Overlay is null && network.HostEnd(device) is { } end
        ? end.Mtu
        : topology.Host(network.Host).Mtu - Vxlan.OverheadBytes;

    private Verdict? InVethPair(CapturePoint next, Frame frame)
    {
        var network = topology.Network(next.Host, next.Netns);
        var device = next.Container is { } name
            ? network.Container(name)?.Namespace?.Device(next.Device)
            : network.Namespace.Device(next.Device);
        var enter = HostProbe.Enter(next.Netns);
        if (device is { IsUp: false })
        {
            return new Verdict(CauseId.DeviceDown, next.Host, $"{next}", "it is down", $"{enter}ip link set {next.Device} up");
        }

        // A veth device drops packets longer than its own MTU, whatever the MTU of its other end (drivers/net/veth.c).
        return device is not null && frame.Packet.Length > device.Mtu
            ? new Verdict(CauseId.MtuExceeded, next.Host, $"{next}",
                $"the packet has {frame.Packet.Length} bytes, and the MTU is {device.Mtu}",
                $"{enter}ip link set {next.Device} mtu {MtuOfPair(network, device)}")
            : null;
    }
}
