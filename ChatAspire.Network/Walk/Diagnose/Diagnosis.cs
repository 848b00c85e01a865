using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>
/// Determines where packets stop and why, from the last device that showed them and the observed state of the hosts. Runs no commands.
/// </summary>
/// <param name="from">The walk's source; null for a client outside, or for docker-proxy.</param>
/// <param name="to">The walk's destination; null if unknown.</param>
/// <param name="evidence">The state read after a failure; <see cref="WalkEvidence.None"/> if nothing was read.</param>
internal sealed class Diagnosis(Topology topology, WalkPath path, WalkEnd? from, WalkEnd? to, WalkEvidence evidence)
{
    /// <summary>The network that Docker attaches a container to if none is named.</summary>
    private const string DefaultNetwork = "bridge";

    private readonly EndpointDiagnosis _endpoints = new(topology);
    private readonly OutsideDiagnosis _outside = new(topology, path, from, to);
    private readonly RefusalDiagnosis _refusal = new(topology, from);
    private readonly NeighbourDiagnosis _neighbours = new(topology);
    private readonly LossDiagnosis _loss = new(topology, path, evidence, new SeparationDiagnosis(topology, from, to));
    private readonly SenderDiagnosis _sender = new(topology, path, evidence);
    private readonly SeparationDiagnosis _separation = new(topology, from, to);
    private readonly DeliveryDiagnosis _delivery = new(topology, evidence);

    public Diagnosis(Topology topology, WalkPath path, WalkEnd? from, WalkEnd? to)
        : this(topology, path, from, to, WalkEvidence.None)
    {
    }

    /// <summary>
    /// Returns the verdict on the packets of the path. A rule that drops packets, an absent end, and a paused or stopped program are
    /// reported even if the traffic succeeded.
    /// </summary>
    /// <param name="outcome">The outcome of the walk's own traffic; null if it sent none.</param>
    /// <returns>Null if no fault was found. After successful traffic, a missing packet is no fault: it took another path.</returns>
    public Verdict? Judge(IReadOnlyList<PacketWalk> walks, ProbeOutcome? outcome)
    {
        var isSuccess = outcome is { Succeeded: true };
        return Shown(walks) switch
        {
            { CauseId: CauseId.RuleDrops } dropped when isSuccess =>
                dropped with { Cause = $"{dropped.Cause}; the traffic went well because what was dropped was sent again" },
            { } shown => shown,
            _ => isSuccess ? Halted() : Inferred([.. walks.Where(walk => !walk.IsOfNic)], outcome),
        };
    }

    /// <summary>
    /// Finds a fault that the ends or the traced rules show by themselves, so that no further evidence need be read; null if there is none.
    /// </summary>
    public Verdict? Shown(IReadOnlyList<PacketWalk> walks) =>
        _endpoints.Absent(from) ?? _endpoints.Absent(to)
        ?? RuleDropDiagnosis.Find(walks.SelectMany(walk => walk.Chains.Where(hop => !walk.IsAstray(hop))), _separation);

    private Verdict? Inferred(IReadOnlyList<PacketWalk> walks, ProbeOutcome? outcome) =>
        Astray(walks)
        ?? TooLong(walks)
        ?? _outside.Unreachable(walks)
        ?? Refused(walks)
        ?? Rejected(walks)
        ?? _neighbours.Find(walks)
        ?? Lost(walks)
        ?? Halted()
        ?? (outcome is null ? null : Unexplained(outcome, walks));

    /// <summary>
    /// Explains a packet that was dropped on its way to a device off its path: the cause is the state that misled the packet, such as a
    /// wrong route, or else the rule that dropped it. Null if there is no such packet.
    /// </summary>
    private Verdict? Astray(IReadOnlyList<PacketWalk> walks)
    {
        var astray = walks.FirstOrDefault(walk => !walk.Arrived
            && walk.Chains.Any(hop => hop.Traversal.Dropped is not null && walk.IsAstray(hop)));
        return astray is null ? null
            : _loss.Explain(astray) is { CauseId: not CauseId.NotEstablished } misled ? misled
            : RuleDropDiagnosis.Find(astray.Chains, _separation);
    }

    /// <summary>
    /// Finds a paused container or stopped program at either end. The kernel still accepts their connections, so the traffic succeeds
    /// although nothing is served.
    /// </summary>
    private Verdict? Halted() => EndpointDiagnosis.Halted(to) ?? EndpointDiagnosis.Halted(from);

    private Verdict? TooLong(IReadOnlyList<PacketWalk> walks)
    {
        var error = walks.FirstOrDefault(walk => !walk.IsForward && walk.Packet.IsTooBig);
        return error?.Devices.First() is { } first
            ? new Verdict(CauseId.MtuExceeded, first.Host, $"{first.Point}",
                "a packet with the don't-fragment bit exceeds the MTU of the next device",
                _loss.MtuCure)
            : null;
    }

    /// <summary>Explains an RST in reply to a SYN. An RST that ends an established connection is not a refusal.</summary>
    private Verdict? Refused(IReadOnlyList<PacketWalk> walks)
    {
        var (reset, syn) = walks.Where(walk => !walk.IsForward && walk.Packet.Flags.HasFlag(TcpFlags.Rst))
            .Select(walk => (walk, walks.FirstOrDefault(syn => syn.IsForward && syn.Packet.Flags == TcpFlags.Syn
                && syn.Packet.Next == walk.Packet.Acknowledged)))
            .FirstOrDefault(pair => pair.Item2 is not null);
        if (reset is null || syn is null)
        {
            return null;
        }

        // The first device that showed the RST belongs to the host or container that sent it.
        var sender = reset.Devices.First().Point;
        return _outside.IsBehind(sender)
            ? _outside.Verdict(CauseId.OutsideRefused, $"{reset.Packet.Source} refused the connection")
            : _delivery.Rejected(syn) ?? _refusal.Explain(sender, reset.Packet.Source.Port, reset.Packet.IsIpv6,
                walks.SelectMany(walk => walk.Chains)
                    .FirstOrDefault(hop => hop.Host == sender.Host && hop.Traversal.Translated is not null)?.Traversal.Translated?.Rule);
    }

    /// <summary>Finds the rule that caused an ICMP unreachable reply; null if there is none.</summary>
    private Verdict? Rejected(IReadOnlyList<PacketWalk> walks) => walks.Any(walk => !walk.IsForward && walk.Packet.IsUnreachable)
        && walks.LastOrDefault(walk => walk.IsForward && walk.Arrived && !walk.Packet.IsResolution) is { } rejected
            ? _delivery.Rejected(rejected)
            : null;

    /// <summary>
    /// Explains the first lost packet that no other packet replaces. ARP and neighbour discovery count only if nothing else was lost.
    /// </summary>
    private Verdict? Lost(IReadOnlyList<PacketWalk> walks)
    {
        var lost = walks.Where(walk => !walk.Arrived && !walks.Any(other => Replaces(other, walk))).ToList();
        var first = lost.Find(walk => !walk.Packet.IsResolution) ?? lost.FirstOrDefault();
        return first is null ? null : _loss.Explain(first);
    }

    /// <summary>
    /// Indicates whether another packet makes a lost packet irrelevant. For TCP data, this is an acknowledgement: the data was
    /// retransmitted, possibly in other segments. For a bare TCP acknowledgement, it is a later one that arrived; for any other packet, a
    /// retransmission that arrived.
    /// </summary>
    private static bool Replaces(PacketWalk other, PacketWalk lost)
    {
        var (packet, candidate) = (lost.Packet, other.Packet);
        if (packet.Protocol != Protocol.Tcp || candidate.Protocol != Protocol.Tcp)
        {
            return other.Arrived && other.IsForward == lost.IsForward
                && (candidate.Name, candidate.Sequence) == (packet.Name, packet.Sequence);
        }

        // Compares ports only: NAT may have changed the client's address in between.
        if (other.Client.Port != lost.Client.Port)
        {
            return false;
        }

        return packet.Next != packet.Sequence
            ? other.IsForward != lost.IsForward && candidate.Acknowledges(packet.Next)
            : other.IsForward == lost.IsForward && other.Arrived && candidate.Acknowledges(packet.Acknowledged);
    }

    /// <summary>Explains a failure of the walk's traffic although the packets show neither a drop nor a loss.</summary>
    private Verdict Unexplained(ProbeOutcome failed, IReadOnlyList<PacketWalk> walks)
    {
        var hasLeft = walks.Any(walk => walk.IsForward && !walk.Packet.IsResolution);
        if (!hasLeft && (OwnHost() ?? EndpointDiagnosis.Down(from) ?? _sender.Explain(isSilent: walks.Count == 0)) is { } held)
        {
            return (held.CauseId == CauseId.RouteMissing ? _separation.Explain(null) : null) ?? held;
        }

        if (walks.Count == 0)
        {
            return EndpointDiagnosis.NothingLeft(from, failed)
                ?? new Verdict(CauseId.NotEstablished, path.Points[0].Host, $"{path.Points[0]}",
                    $"no packet arrived here: {failed.Message}",
                    "Check firewalls and security groups in front of the host, and the address.");
        }

        return _outside.Untranslated(walks)
            ?? (_outside.IsBehind(path.Points[^1]) && walks.All(walk => walk.IsForward)
                ? _outside.Verdict(CauseId.OutsideSilent, $"sent to {to!.Address}, but no reply came back: {failed.Message}")
                : null)
            ?? _delivery.Explain(walks, failed.Message)
            ?? new Verdict(CauseId.NotEstablished, path.Points[^1].Host, $"{path.Points[^1]}",
                $"every packet was seen up to here, and the request failed: {failed.Message}",
                "Repeat the walk with --pcapng FILE, and look at the packets in Wireshark.");
    }

    /// <summary>
    /// Explains a walk from a container on a macvlan or ipvlan device to its own host, which such a device by design cannot reach. Null for
    /// any other walk.
    /// </summary>
    private Verdict? OwnHost() => to is { Container: null } && from is { Container: { } source } && from.Host == to.Host
        && source.Namespace?.DeviceWithAddress($"{from.Address}") is { Kind: "macvlan" or "ipvlan" } device
            ? new Verdict(CauseId.MacvlanOwnHost, from.Host!, $"{device.Name} of {source.Name}",
                $"it is a {device.Kind} device, which by design does not reach the host of its parent device",
                $"docker network connect {topology.Overlay?.Network ?? DefaultNetwork} {source.Name}")
            : null;
}
