using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Says where packets stop, and why: from where they were last seen, and from how the host stands there. Pure.</summary>
internal sealed class Diagnosis(Topology lab, WalkPath path, WalkEnd? from, WalkEnd? to)
{
    /// <returns>Null where everything arrived.</returns>
    public Verdict? Of(IReadOnlyList<PacketWalk> walks, ProbeOutcome? outcome)
    {
        if ((Absent(from) ?? Absent(to)) is { } nobody)
        {
            return nobody;
        }

        if (walks.SelectMany(walk => walk.Chains).FirstOrDefault(hop => hop.Pass.Dropped is not null) is { } drop)
        {
            return ByRule(drop);
        }

        if (walks.FirstOrDefault(walk => !walk.IsForward && walk.Packet.Kind == Packet.FragmentationNeeded && walk.Packet.Protocol == Protocol.Icmp) is { } tooLong)
        {
            return new Verdict(tooLong.Devices.First().Host, $"{tooLong.Devices.First().Place}", "a packet with the don't-fragment bit is too long for what follows", MtuCure());
        }

        if (IsOutside(path.Places[^1]) && walks.FirstOrDefault(walk => !walk.IsForward && walk.Packet.Protocol == Protocol.Icmp && walk.Packet.Kind >> 8 == Packet.Unreachable) is { Packet: var answer })
        {
            return Outside($"{answer.Source.Address} answered that {to!.Address} cannot be reached: {answer.Name}");
        }

        // What ends a connection that stood was no refusal.
        if (walks.FirstOrDefault(walk => !walk.IsForward && walk.Packet.Flags.HasFlag(TcpFlags.Rst)
            && walks.Any(syn => syn.IsForward && syn.Packet.Flags == TcpFlags.Syn && syn.Packet.Next == walk.Packet.Acknowledged)) is { } refused)
        {
            return Refused(refused);
        }

        // The first that was lost for good.
        var lost = walks.Where(walk => !walk.Arrived && !walks.Any(other => MakesGood(other, walk))).ToList();
        return lost.FirstOrDefault(walk => walk.Packet.Protocol != Protocol.Arp) is { } packet ? Lost(packet)
            : lost.FirstOrDefault() is { } asked ? Lost(asked)
            : Paused(to) ?? Paused(from) ?? (outcome is { Succeeded: false } failed ? Nothing(failed, walks) : null);
    }

    /// <summary>Nothing can leave such an end, or reach it.</summary>
    private Verdict? Absent(WalkEnd? end) => end switch
    {
        { Container: { Pid: 0 } stopped } => new Verdict(
            end.Host!, $"container {stopped.Name}", $"it does not run ({stopped.State}), so nobody answers for {end.Address}", stopped.RestoreCommand),
        { Container: { Namespace: { } ns } container } when ns.DeviceWithAddress($"{end.Address}") is null => new Verdict(
            end.Host!, $"container {container.Name}", $"no device of it has {end.Address}",
            container.Networks.Any(network => network.Address == $"{end.Address}")
                ? $"docker restart {container.Name}"
                : $"docker network connect --ip {end.Address} {lab.Overlay.Network} {container.Name}"),
        _ => null,
    };

    private static Verdict? Paused(WalkEnd? end) => end is { Container: { State: "paused" } paused }
        ? new Verdict(end.Host!, $"container {paused.Name}", "it is paused: the kernel answers for it, and its program does not", $"docker unpause {paused.Name}")
        : null;

    /// <summary>
    /// Whether a lost packet is no trouble because of another. Of TCP: its data is acknowledged (sent again, and maybe not in
    /// the same pieces), or what it acknowledged by itself, a later one did too. Else: the same was sent again, and arrived.
    /// </summary>
    private static bool MakesGood(PacketWalk other, PacketWalk lost)
    {
        var (packet, again) = (lost.Packet, other.Packet);
        return packet.Protocol != Protocol.Tcp || again.Protocol != Protocol.Tcp
                ? other.Arrived && other.IsForward == lost.IsForward && (again.Name, again.Sequence) == (packet.Name, packet.Sequence)
            // The client's address a NAT may have changed in between.
            : other.Client.Port == lost.Client.Port && (packet.Next != packet.Sequence
                ? other.IsForward != lost.IsForward && again.Acknowledges(packet.Next)
                : other.IsForward == lost.IsForward && other.Arrived && again.Acknowledges(packet.Acknowledged));
    }

    private static Verdict ByRule(ChainHop drop)
    {
        var (rule, packet) = (drop.Pass.Dropped!, drop.Pass);
        return new Verdict(
            drop.Host, $"{rule.Table} {rule.Chain}", rule.Rule is { } text ? $"the rule {text} drops it" : $"no rule accepts it, and the chain's policy is {rule.Verdict}",
            // With its family: nftables' own.
            rule.Table.Contains(' ', StringComparison.Ordinal) ? $"nft -a list chain {rule.Table} {rule.Chain}"
            : rule.Rule is null ? $"iptables -t {rule.Table} -I {(rule.Chain == "FORWARD" ? "DOCKER-USER" : rule.Chain)} -s {packet.Source.Address} -d {packet.Destination.Address} -j ACCEPT"
            : IsDockers(rule) ? "Docker's own rule: it keeps networks apart. Call a published port, or put both ends on one network (docker network connect)."
            : $"iptables -t {rule.Table} -D {rule.Rule["-A ".Length..]}");
    }

    /// <summary>What would come back with Docker's next start.</summary>
    private static bool IsDockers(RuleMatch rule) =>
        rule.Chain is "DOCKER" or "DOCKER-INTERNAL" || rule.Chain.StartsWith("DOCKER-ISOLATION", StringComparison.Ordinal)
        || (rule.Table == "raw" && rule.Rule!.Contains(" ! -i ", StringComparison.Ordinal));

    private Verdict Refused(PacketWalk reset)
    {
        // Who was the first to have it, sent it.
        var sender = reset.Devices.First().Place;
        var port = reset.Packet.Source.Port;
        if (IsOutside(sender))
        {
            return Outside($"{reset.Packet.Source} refused it");
        }

        if (sender is { Kind: CapturePointKind.Container, Container: { } name })
        {
            var listeners = lab.Map(sender.Host).Container(name)?.Listeners.Select(listener => $"{listener}") ?? [];
            return new Verdict(sender.Host, name, $"it was reached, and nobody listens on port {port} there; listening: {List(listeners)}", $"docker logs {name}");
        }

        var published = lab.Map(sender.Host).Containers.SelectMany(container => container.Ports.Select(p => $"{p.HostPort} → {container.Name}")).Distinct();
        return lab.Publisher(sender.Host, port) is ({ } container, _)
            ? new Verdict(sender.Host, "nat DOCKER", $"no rule translates port {port}, though {container.Name} publishes it: the host itself refused", $"docker restart {container.Name}")
            : new Verdict(sender.Host, "nat DOCKER", $"no rule translates port {port}, since no container publishes it; published: {List(published)}", $"docker run -p {port}:PORT …");
    }

    /// <summary>Whether behind it is nothing that is listened on.</summary>
    private bool IsOutside(CapturePoint last) => last.Kind == CapturePointKind.Nic && to is { Host: null };

    private Verdict Outside(string what) => new(path.Places[^1].Host, $"{path.Places[^1]}", what,
        "A firewall or security group behind the host, no way to the Internet, or a wrong address or port.");

    /// <summary>Nothing wrong was seen on the way, or nothing at all.</summary>
    private Verdict Nothing(ProbeOutcome failed, IReadOnlyList<PacketWalk> walks) => walks.Count > 0
        ? IsOutside(path.Places[^1]) && walks.All(walk => walk.IsForward)
            ? Outside($"it left for {to!.Address}, and no answer came back: {failed.Said}")
            : new Verdict(path.Places[^1].Host, $"{path.Places[^1]}", $"every packet arrived, and still: {failed.Said}", "Look at the program that answers.")
        : from is { Container: { } source } && source.Namespace?.DeviceWithAddress($"{from.Address}") is { } device
            ? failed.Said.Contains("too long", StringComparison.Ordinal)
                ? new Verdict(from.Host!, $"{device.Name} of {source.Name}", $"it carries {device.Mtu} bytes, so its own kernel refused the packet: {failed.Said}", $"Send {device.Mtu} bytes at most.")
                : new Verdict(from.Host!, $"{device.Name} of {source.Name}", $"nothing left it{(device.IsUp ? "" : ": it is down")}: {failed.Said}",
                    device.IsUp ? $"chatlab ssh {from.Host} -- nsenter -t {source.Pid} -n ip route" : $"nsenter -t {source.Pid} -n ip link set {device.Name} up")
            : new Verdict(path.Places[0].Host, $"{path.Places[0]}", $"nothing came in by it: {failed.Said}", "A firewall or security group before the host, or a wrong address.");

    private Verdict Lost(PacketWalk walk)
    {
        var reached = walk.Devices.Max(hop => Array.IndexOf([.. walk.Expected], hop.Place));
        var last = walk.Expected[reached];
        var next = walk.Expected[reached + 1];
        var frame = walk.Devices.Last(hop => hop.Place == last).Frame;
        return (last.Kind, next.Kind) switch
        {
            (CapturePointKind.Nic, CapturePointKind.Nic) => BetweenHosts(last, next, frame),
            (_, CapturePointKind.Vxlan) when last.Kind == CapturePointKind.Nic => IntoTunnel(last, next, frame),
            (_, CapturePointKind.Vxlan) => State(next, last, frame),
            (CapturePointKind.Vxlan, CapturePointKind.Nic) => OutOfTunnel(last, walk, frame),
            (CapturePointKind.Vxlan, CapturePointKind.Bridge) => State(last, next, frame),
            (CapturePointKind.Bridge, CapturePointKind.Veth) => State(next, last, frame),
            (CapturePointKind.Veth, CapturePointKind.Bridge) => State(last, next, frame),
            (CapturePointKind.Bridge, CapturePointKind.Nic) => Routed(last, next),
            (CapturePointKind.Nic, _) => Routed(last, next),
            _ => Pair(last, next),
        };
    }

    /// <summary>A port of a bridge: there, up, in the bridge, wide enough.</summary>
    private Verdict State(CapturePoint port, CapturePoint bridge, Frame frame)
    {
        var map = lab.Map(port.Host);
        var device = map.Namespace.Device(port.Device);
        var bridgeDevice = map.Namespace.Device(bridge.Device);
        return device is null ? new Verdict(port.Host, port.Device, "there is no such device", "chatlab up")
            : !device.IsUp ? new Verdict(port.Host, port.Device, "it is down", $"ip link set {port.Device} up")
            : bridgeDevice is { IsUp: false } ? new Verdict(port.Host, bridge.Device, "it is down", $"ip link set {bridge.Device} up")
            : device.Master != bridge.Device ? new Verdict(port.Host, port.Device, $"it is {(device.Master is { } other ? $"a port of {other}" : "no port of any bridge")}, so {bridge.Device} passes it nothing",
                $"ip link set {port.Device} master {bridge.Device}")
            : frame.Packet.Length > device.Mtu ? new Verdict(port.Host, port.Device,
                $"the packet is {frame.Packet.Length} bytes long, and it carries {device.Mtu}: {bridge.Device} drops it without a word", MtuCure())
            : map.Fdb.FirstOrDefault(entry => entry.Mac == frame.DestinationMac && entry.Master == bridge.Device && entry.Device != port.Device) is { } elsewhere
                ? new Verdict(port.Host, bridge.Device, $"its FDB has {frame.DestinationMac} behind {elsewhere.Device}, not behind {port.Device}", $"bridge fdb del {elsewhere.Mac} dev {elsewhere.Device} master")
            : Unknown(bridge, port);
    }

    private Verdict OutOfTunnel(CapturePoint vxlan, PacketWalk walk, Frame frame)
    {
        var peer = lab.Facts(walk.Expected.First(place => place.Kind == CapturePointKind.Nic && place.Host != vxlan.Host).Host).Underlay;
        var entries = lab.Map(vxlan.Host).Fdb.Where(entry => entry.Device == vxlan.Device && entry.Remote is not null).ToList();
        var chosen = entries.FirstOrDefault(entry => entry.Mac == frame.DestinationMac)
            ?? entries.FirstOrDefault(entry => entry.Mac == FdbEntry.AnyMac && lab.Hosts.All(host => host.Underlay != entry.Remote));
        return chosen is { Remote: var wrong } && wrong != peer ? WrongEntry(vxlan, chosen, peer)
            : chosen is null && !entries.Exists(entry => entry.Mac == FdbEntry.AnyMac && entry.Remote == peer) ? new Verdict(vxlan.Host, vxlan.Device, $"its FDB does not name {peer}", $"bridge fdb append {FdbEntry.AnyMac} dev {vxlan.Device} dst {peer}")
            : frame.Bytes + Vxlan.OverheadBytes > lab.Facts(vxlan.Host).Mtu + 14 ? new Verdict(vxlan.Host, vxlan.Device,
                $"wrapped, the packet is longer than the {lab.Facts(vxlan.Host).Mtu} bytes that {lab.Facts(vxlan.Host).Nic} carries", MtuCure())
            : Unknown(vxlan, lab.Nic(vxlan.Host));
    }

    private Verdict BetweenHosts(CapturePoint here, CapturePoint there, Frame frame)
    {
        var wanted = lab.Facts(there.Host).Underlay;
        if (frame.Tunnel is { } tunnel && $"{tunnel.Destination.Address}" != wanted)
        {
            var entry = lab.Map(here.Host).Fdb.FirstOrDefault(entry => entry.Remote == $"{tunnel.Destination.Address}");
            return WrongEntry(new CapturePoint(here.Host, CapturePointKind.Vxlan, lab.Overlay.Device), entry ?? new FdbEntry(frame.DestinationMac, lab.Overlay.Device, $"{tunnel.Destination.Address}"), wanted);
        }

        var (why, blocked) = frame.Tunnel is { Destination: var end }
            ? ($"it left for {end} and never came in there: the underlay loses it", $"UDP {end.Port}")
            : ($"it left for {frame.Packet.Destination} and never came in there", $"{frame.Packet.Protocol.ToString().ToUpperInvariant()} to {frame.Packet.Destination}");
        return new Verdict(here.Host, $"between {here} and {there} of {there.Host}", why, $"Let {blocked} pass between the hosts (a firewall, a security group).");
    }

    private Verdict IntoTunnel(CapturePoint nic, CapturePoint vxlan, Frame frame) => lab.Vxlan(vxlan.Host) switch
    {
        null => new Verdict(vxlan.Host, vxlan.Device, "there is no such device", "chatlab up"),
        { IsUp: false } => new Verdict(vxlan.Host, vxlan.Device, "it is down", $"ip link set {vxlan.Device} up"),
        { Vxlan: { Id: { } vni } } when frame.Tunnel is { } tunnel && tunnel.Vni != vni => new Verdict(vxlan.Host, vxlan.Device,
            $"the frame comes with VNI {tunnel.Vni}, and {vxlan.Device} takes VNI {vni} only", "chatlab up"),
        { Vxlan: { Port: { } port } } when frame.Tunnel is { } tunnel && tunnel.Destination.Port != port => new Verdict(vxlan.Host, vxlan.Device,
            $"the frame comes to UDP {tunnel.Destination.Port}, and {vxlan.Device} listens on {port}", "chatlab up"),
        // A static entry that has the sender elsewhere: the device takes the frame for forged (drivers/net/vxlan: vxlan_snoop).
        _ when frame.Tunnel is { } tunnel && lab.Map(vxlan.Host).Fdb.FirstOrDefault(entry =>
            entry.Device == vxlan.Device && entry.Mac == frame.SourceMac && entry.Remote is { } remote && remote != $"{tunnel.Source.Address}") is { } entry
            => WrongEntry(vxlan, entry, $"{tunnel.Source.Address}"),
        _ => Unknown(nic, vxlan),
    };

    private Verdict Routed(CapturePoint last, CapturePoint next) => lab.Map(last.Host) is { ForwardsPackets: false }
        ? new Verdict(last.Host, "the kernel", "it passes nothing on between its devices", "sysctl -w net.ipv4.ip_forward=1")
        : Unknown(last, next);

    /// <summary>The two ends of a veth pair.</summary>
    private Verdict Pair(CapturePoint last, CapturePoint next)
    {
        var map = lab.Map(next.Host);
        var device = next.Container is { } name ? map.Container(name)?.Namespace?.Device(next.Device) : map.Namespace.Device(next.Device);
        return device is { IsUp: false }
            ? new Verdict(next.Host, $"{next}", "it is down", next.Pid is { } pid ? $"nsenter -t {pid} -n ip link set {next.Device} up" : $"ip link set {next.Device} up")
            : Unknown(last, next);
    }

    private static Verdict WrongEntry(CapturePoint vxlan, FdbEntry entry, string peer) => new(vxlan.Host, vxlan.Device,
        $"its FDB sends {(entry.Mac == FdbEntry.AnyMac ? "what it does not know" : entry.Mac)} to {entry.Remote}; the other host is {peer}",
        // A flood entry is deleted only with the device that it leaves by, where it has one; `up` knows which.
        entry.Mac == FdbEntry.AnyMac ? "chatlab up" : $"bridge fdb del {entry.Mac} dev {vxlan.Device} dst {entry.Remote}");

    private static Verdict Unknown(CapturePoint last, CapturePoint next) => new(last.Host, $"between {last} and {next}",
        "it was seen on the one and not on the other, and nothing wrong was found in between", "Once more, with --pcap DIR, and look at both in Wireshark.");

    private string MtuCure() =>
        $"Set the network's MTU to what the tunnel leaves ({lab.Facts(path.Places[0].Host).Mtu} − {Vxlan.OverheadBytes} = {lab.Facts(path.Places[0].Host).Mtu - Vxlan.OverheadBytes}): chatlab up";

    private static string List(IEnumerable<string> items) => string.Join(", ", items) is { Length: > 0 } list ? list : "none";
}
