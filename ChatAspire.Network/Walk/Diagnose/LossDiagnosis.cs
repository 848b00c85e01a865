using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains a packet that one device showed and the next did not.</summary>
internal sealed class LossDiagnosis(Topology topology, WalkPath path)
{
    private readonly TunnelDiagnosis _tunnel = new(topology);

    /// <summary>The cure for packets that are longer than the tunnel can carry.</summary>
    public string MtuCure => TunnelDiagnosis.MtuCure(topology.Host(path.Points[0].Host).Mtu);

    /// <summary>Explains the loss between the last capture point that showed the packet and the next one.</summary>
    public Verdict Explain(PacketWalk walk)
    {
        var reached = walk.Devices.Max(hop => walk.Expected.Index().First(point => point.Item == hop.Point).Index);
        var last = walk.Expected[reached];
        var next = walk.Expected[reached + 1];
        var frame = walk.Devices.Last(hop => hop.Point == last).Frame;
        return (last.Kind, next.Kind) switch
        {
            (CapturePointKind.Nic, CapturePointKind.Nic) => _tunnel.BetweenHosts(last, next, frame),
            (CapturePointKind.Nic, CapturePointKind.Vxlan) => _tunnel.Entering(last, next, frame),
            (CapturePointKind.Vxlan, CapturePointKind.Nic) => _tunnel.Leaving(last, walk, frame, MtuCure),
            (_, CapturePointKind.Vxlan) or (CapturePointKind.Bridge, CapturePointKind.Veth) => AtPort(next, last, frame, isEgress: true),
            (CapturePointKind.Vxlan or CapturePointKind.Veth, CapturePointKind.Bridge) => AtPort(last, next, frame, isEgress: false),
            (CapturePointKind.Bridge, CapturePointKind.Nic) or (CapturePointKind.Nic, _) => Routed(last, next),
            _ => InVethPair(last, next),
        };
    }

    /// <summary>Describes a loss for which the state of the hosts shows no reason.</summary>
    public static Verdict Unknown(CapturePoint last, CapturePoint next) => new(last.Host, $"between {last} and {next}",
        $"{last} showed it and {next} did not; no fault was found in between",
        "Repeat the walk with --pcap DIR, and compare both captures in Wireshark.");

    /// <summary>Explains a loss at a bridge port: it is missing, down, not in the bridge, too small, or the FDB points elsewhere.</summary>
    /// <param name="isEgress">
    /// Whether the bridge should have sent the frame to the port. A frame from the port has its destination behind another one.
    /// </param>
    private Verdict AtPort(CapturePoint port, CapturePoint bridge, Frame frame, bool isEgress)
    {
        var network = topology.Network(port.Host);
        if (network.Namespace.Device(port.Device) is not { } device)
        {
            return new Verdict(port.Host, port.Device, "the device is missing", "chatlab up");
        }

        if (!device.IsUp)
        {
            return new Verdict(port.Host, port.Device, "it is down", $"ip link set {port.Device} up");
        }

        if (network.Namespace.Device(bridge.Device) is { IsUp: false })
        {
            return new Verdict(port.Host, bridge.Device, "it is down", $"ip link set {bridge.Device} up");
        }

        if (device.Master != bridge.Device)
        {
            var membership = device.Master is { } other ? $"a port of {other}" : "not a port of any bridge";
            return new Verdict(port.Host, port.Device, $"it is {membership}, so {bridge.Device} does not forward to it",
                $"ip link set {port.Device} master {bridge.Device}");
        }

        if (frame.Packet.Length > device.Mtu)
        {
            return new Verdict(port.Host, port.Device,
                $"the packet has {frame.Packet.Length} bytes, and the MTU is {device.Mtu}: {bridge.Device} drops it silently", MtuCure);
        }

        return isEgress && network.Fdb.FirstOrDefault(IsElsewhere) is { } elsewhere
            ? new Verdict(port.Host, bridge.Device,
                $"its FDB lists {frame.DestinationMac} behind {elsewhere.Device} instead of {port.Device}",
                $"bridge fdb del {elsewhere.Mac} dev {elsewhere.Device} master")
            : Unknown(bridge, port);

        bool IsElsewhere(FdbEntry entry) =>
            entry.Mac == frame.DestinationMac && entry.Master == bridge.Device && entry.Device != port.Device;
    }

    private Verdict Routed(CapturePoint last, CapturePoint next) => topology.Network(last.Host) is { ForwardsPackets: false }
        ? new Verdict(last.Host, "the kernel", "IP forwarding is disabled", "sysctl -w net.ipv4.ip_forward=1")
        : Unknown(last, next);

    private Verdict InVethPair(CapturePoint last, CapturePoint next)
    {
        var network = topology.Network(next.Host);
        var device = next.Container is { } name
            ? network.Container(name)?.Namespace?.Device(next.Device)
            : network.Namespace.Device(next.Device);
        var enter = next.Pid is { } pid ? $"nsenter -t {pid} -n " : "";
        return device is { IsUp: false }
            ? new Verdict(next.Host, $"{next}", "it is down", $"{enter}ip link set {next.Device} up")
            : Unknown(last, next);
    }
}
