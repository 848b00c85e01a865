using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>
/// Explains packets that reached the last device of their path, but to which nothing responded. The causes lie in the device's namespace:
/// its chains, settings, routes and neighbours, or the socket and its program.
/// </summary>
internal sealed class DeliveryDiagnosis(Topology topology, WalkEvidence evidence)
{
    private readonly ProgramDiagnosis _program = new(topology);

    /// <summary>Explains why nothing followed the last packet that arrived.</summary>
    /// <returns>Null if no packet arrived that something should have followed.</returns>
    public Verdict? Explain(IReadOnlyList<PacketWalk> walks, string failure)
    {
        if (LastUnanswered(walks) is not { } walk || walk.Devices.LastOrDefault(hop => hop.Point == walk.Expected[^1]) is not { } hop)
        {
            return null;
        }

        List<TcpFlags> answers = [.. walks.Where(other => other.IsForward != walk.IsForward && other.Packet.Protocol == Protocol.Tcp)
            .Select(other => other.Packet.Flags)];
        return Damaged(walk, hop) ?? (evidence.Of(hop.Point) is { } state
            ? Filtered(hop, state, _ => true) ?? NotRouted(hop, state) ?? Ignored(hop, state) ?? ReplyHeld(hop, state)
                ?? _program.Explain(hop, state, failure, answers) ?? Unknown(hop, state.Enter, failure, isRead: true)
            : Unknown(hop, HostProbe.Enter(hop.Point.Netns), failure, isRead: false));
    }

    private static Verdict? Damaged(PacketWalk walk, DeviceHop hop)
    {
        if (!hop.Frame.Packet.HasWrongChecksum)
        {
            return null;
        }

        var good = walk.Devices.LastOrDefault(other => !other.Frame.Packet.HasWrongChecksum)?.Point;
        var where = good is null ? "" : $"; it was right on {good} of {good.Host}";
        return new Verdict(CauseId.ChecksumWrong, hop.Point.Host, $"{hop.Point}",
            $"{hop.Frame.Packet.Name} arrives with a wrong TCP checksum, and the kernel ignores it{where}",
            $"Remove the rule that rewrites packets {(good is null ? "before" : $"after {good}, before")} {hop.Point} "
                + "(nft list ruleset, tc filter show), or switch the device's offload off (ethtool -K).");
    }

    /// <summary>Finds a rule that rejected a packet after the last device of its path had shown it; null if there is none.</summary>
    public Verdict? Rejected(PacketWalk walk) => walk.Devices.LastOrDefault(hop => hop.Point == walk.Expected[^1]) is { } hop
        && evidence.Of(hop.Point) is { } state
        ? Filtered(hop, state, rule => rule.Rejects)
        : null;

    /// <summary>
    /// Finds the packet after which something should have followed: the last reply if the client seems to ignore the replies (the probe was
    /// a ping, or the client only repeats its SYN), otherwise the client's last packet. If only ARP or neighbour discovery was seen, it is
    /// the last request. Null if no such packet arrived.
    /// </summary>
    private static PacketWalk? LastUnanswered(IReadOnlyList<PacketWalk> walks)
    {
        var packets = walks.Where(walk => !walk.Packet.IsResolution).ToList();
        if (packets.Count == 0)
        {
            return walks.LastOrDefault(walk => walk.Arrived && walk.Packet.IsResolutionRequest);
        }

        var replies = packets.FindAll(walk => !walk.IsForward && walk.Arrived && !walk.Packet.IsUnreachable);
        var isIgnored = replies.Count > 0 && (packets[0].Packet.Protocol == Protocol.Icmp
            || packets.TrueForAll(walk => walk.IsForward ? walk.Packet.Flags == TcpFlags.Syn : walk.Packet.Flags.HasFlag(TcpFlags.Syn)));
        return isIgnored ? replies[^1] : packets.LastOrDefault(walk => walk.IsForward && walk.Arrived);
    }

    private static Verdict? Filtered(DeviceHop hop, NamespaceEvidence state, Func<FilterRule, bool> isMeant) => state.Dropping(
        rule => isMeant(rule) && (rule.Hook is null or "PREROUTING" or "INPUT" || IsIngress(rule, hop.Point.Device)), hop.Frame.Packet)
            is { } rule
            ? OfRule(hop.Point, rule, state, $"{hop.Frame.Packet.Name} arrived at {hop.Point}, and {rule.Cause}")
            : null;

    private static bool IsIngress(FilterRule rule, string device) =>
        rule.Hook?.StartsWith("ingress", StringComparison.Ordinal) == true && rule.Hook.Contains(device, StringComparison.Ordinal);

    private static Verdict OfRule(CapturePoint point, FilterRule rule, NamespaceEvidence state, string cause) =>
        new(CauseId.RuleDrops, point.Host, point.Container is { } name ? $"{rule.Location} of {name}" : rule.Location, cause,
            state.Enter + rule.Removal);

    /// <summary>
    /// Compares the kernel's route for the reply with the device by which the packet arrived; null if they agree, or the route was not
    /// read.
    /// </summary>
    private Verdict? NotRouted(DeviceHop hop, NamespaceEvidence state)
    {
        var (point, packet) = (hop.Point, hop.Frame.Packet);
        if (!state.After.Routes.TryGetValue(EvidenceReader.Back(packet), out var back))
        {
            return null;
        }

        var client = packet.Source.Address;
        var routes = new RouteCure(topology, point, state.Enter);
        if (back.Route?.Device is { } way && way != point.Device && Effective("rp_filter", point.Device, state.After).Value == "1")
        {
            return new Verdict(CauseId.ReversePath, point.Host, $"{point}",
                $"{packet.Name} arrived, and the kernel ignores it: rp_filter is 1, and the way back to {client} leaves by {way}",
                routes.Removing(client, way) ?? $"{state.Enter}sysctl -w net.ipv4.conf.all.rp_filter=2");
        }

        if (back.Error is { } error)
        {
            return new Verdict(CauseId.RouteMissing, point.Host, $"{point}",
                $"{packet.Name} arrived, and there is no route back to {client} (ip route get: {error})",
                routes.Removing(client, null) ?? routes.AddingDefault(packet.IsIpv6) ?? $"{state.Enter}ip route");
        }

        return back.Route is { Device: { } other } && other != point.Device && other != "lo" && point.Container is not null
            ? new Verdict(CauseId.RouteElsewhere, point.Host, $"{point}",
                $"{packet.Name} arrived, and the reply to {client} leaves by {other}",
                routes.Removing(client, other) ?? $"{state.Enter}ip route get {client}")
            : null;
    }

    /// <summary>
    /// Finds the value of a device's setting that the kernel uses: the larger of those for <c>all</c> and for the device (Linux:
    /// networking/ip-sysctl).
    /// </summary>
    /// <param name="setting"><c>rp_filter</c>, a setting with values from 0 to 9.</param>
    private static (string Owner, string Value) Effective(string setting, string device, NamespaceState state) =>
        new[] { "all", device }.Select(owner => (owner, Value: state.Settings.GetValueOrDefault($"conf/{owner}/{setting}", "0")))
            .MaxBy(found => found.Value);

    /// <summary>Finds a sysctl setting that makes the kernel ignore the packet; null if there is none.</summary>
    private Verdict? Ignored(DeviceHop hop, NamespaceEvidence state)
    {
        var settings = state.After.Settings;
        var (family, setting) = hop.Frame.Packet.IsIpv6 ? ("ipv6", "icmp/echo_ignore_all") : ("ipv4", "icmp_echo_ignore_all");
        if (hop.Frame.Packet.IsEchoRequest && settings.GetValueOrDefault(setting) == "1")
        {
            return new Verdict(CauseId.EchoIgnored, hop.Point.Host, $"{hop.Point}",
                $"the echo request arrived, and {setting} is 1",
                $"{state.Enter}sysctl -w net.{family}.{setting.Replace('/', '.')}=0");
        }

        var (owner, value) = Effective("arp_ignore", hop.Point.Device, state.After);
        return hop.Frame.Packet.Protocol == Protocol.Arp && IsIgnored()
            ? new Verdict(CauseId.ArpIgnored, hop.Point.Host, $"{hop.Point}",
                $"the ARP request arrived, and arp_ignore of {owner} is {value}",
                $"{state.Enter}sysctl -w net.ipv4.conf.{owner}.arp_ignore=0")
            : null;

        // 8 ignores every request; 1 and 2 ignore those for an address of another device.
        bool IsIgnored() => value == "8"
            || (value is "1" or "2" && topology.NamespaceAt(hop.Point)?.Device(hop.Point.Device) is { } device
                && device.Addresses.All(own => own.Local != $"{hop.Frame.Packet.Destination.Address}"));
    }

    /// <summary>
    /// Finds the cause that holds the reply in its namespace: a rule, the device's queue, or an unresolved neighbour. Null if there is
    /// none.
    /// </summary>
    private static Verdict? ReplyHeld(DeviceHop hop, NamespaceEvidence state)
    {
        var (point, packet) = (hop.Point, hop.Frame.Packet);
        if (Outgoing.Filtered(point, state, Outgoing.Reply(packet)) is { } rule)
        {
            return OfRule(point, rule, state, $"{packet.Name} arrived; of the reply, {rule.Cause}");
        }

        return Outgoing.Queued(point, state) ?? (packet.IsResolution
            || !state.After.Routes.TryGetValue(EvidenceReader.Back(packet), out var back)
            ? null
            : Outgoing.Unresolved(point, state, back, $"{packet.Source.Address}"));
    }

    /// <summary>
    /// Reports the last device; the cure is a command that shows counters or neighbours. Its option -s keeps nstat from writing its history
    /// file.
    /// </summary>
    private static Verdict Unknown(DeviceHop hop, string enter, string failure, bool isRead) => new(CauseId.NotEstablished,
        hop.Point.Host, $"{hop.Point}",
        $"{hop.Frame.Packet.Name} was seen here and nothing followed: {failure}"
        + (isRead ? "; no rule, route, neighbour or socket explains it" : ""),
        hop.Frame.Packet.IsResolution
            ? $"{enter}ip neighbour"
            : $"{enter}nstat -as 'Tcp*Csum*' 'TcpExt*Drop*' 'TcpExtListen*' 'Ip*Discards' 'Ip*In*Errors'");
}
