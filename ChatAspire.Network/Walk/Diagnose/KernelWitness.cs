using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Drops;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>
/// Compares a verdict with the packets that the kernel dropped. Healthy traffic has drops too, so a drop counts only if the walk lacks a
/// packet of the same kind.
/// </summary>
internal sealed class KernelWitness(WalkPath path, WalkEvidence evidence)
{
    /// <summary>Causes at an endpoint that is absent or silent. No drop contradicts these causes.</summary>
    private static readonly CauseId[] OfEnds =
    [
        CauseId.NotRunning, CauseId.Paused, CauseId.AddressMissing, CauseId.MacvlanOwnHost, CauseId.DeviceMissing, CauseId.DeviceDown,
    ];

    /// <summary>
    /// Returns the verdict with the kernel's drops added. If the verdict leaves the cause open, or the drops contradict it, the result has
    /// the cause that the kernel names. Without recordings, the verdict is returned unchanged.
    /// </summary>
    /// <param name="walks">The packets of the path.</param>
    public Verdict Hear(Verdict verdict, IReadOnlyList<PacketWalk> walks)
    {
        if (evidence.Drops.Count == 0)
        {
            return verdict;
        }

        var known = evidence.Drops.Where(host => host.Source == DropSource.Bpftrace)
            .SelectMany(host => host.Drops.Select(drop => Place(host, drop, walks)).OfType<Placed>()).ToList();
        // A drop that names its causes says more than one that may follow from any cause.
        var groups = known.GroupBy(placed => (placed.Host, placed.Netns, placed.Drop.Device, placed.Drop.Reason, placed.Drop.Function))
            .Select(group => (First: group.First(), Count: group.Count()))
            .OrderByDescending(group => Fits(group.First.Meaning, verdict))
            .ThenByDescending(group => group.First.Meaning.Causes.Count > 0).ThenByDescending(group => group.Count).ToList();
        if (groups.Count == 0)
        {
            return verdict with { Kernel = WithoutOwn(verdict) };
        }

        var first = groups[0].First;
        var drops = groups.Take(MaxShown).Select(group => ToDrop(group.First, group.Count)).ToList();
        var bearing = Fits(first.Meaning, verdict) ? KernelBearing.Confirms
            : IsOpen(verdict, first) || IsContradicted(verdict, first) ? KernelBearing.Names
            : KernelBearing.Adds;
        var spoken = bearing == KernelBearing.Names ? ByKernel(verdict, first) : verdict;
        return spoken with { Kernel = new KernelWord(bearing, Hosts(), drops) };
    }

    /// <summary>The maximum number of different drops in a report.</summary>
    private const int MaxShown = 3;

    private static bool Fits(DropMeaning meaning, Verdict verdict) => meaning.Causes.Contains(verdict.CauseId);

    /// <summary>Indicates whether the verdict leaves the cause open and the drop can name it.</summary>
    private static bool IsOpen(Verdict verdict, Placed drop) => verdict.CauseId == CauseId.NotEstablished
        || (verdict.Confidence == Confidence.Place && drop.Meaning.Causes.Count > 0);

    private static bool IsContradicted(Verdict verdict, Placed drop) =>
        drop.Meaning.Contradicts(verdict.CauseId) && !OfEnds.Contains(verdict.CauseId);

    /// <summary>
    /// Reports the drops of hosts whose source shows no addresses, those that fit the verdict first. Used if no drop is known to be the
    /// walk's.
    /// </summary>
    private KernelWord WithoutOwn(Verdict verdict)
    {
        // Hosts that share a kernel record the same drops, so one host per kernel is enough.
        var nearby = evidence.Drops.Where(host => host.Source == DropSource.Tracefs).DistinctBy(host => host.Kernel)
            .SelectMany(host => host.Drops.Select(drop => new Placed(host.Host, null, drop))).Where(placed => IsRelevant(placed, verdict))
            .GroupBy(placed => (placed.Host, placed.Drop.Reason, placed.Drop.Function))
            .Select(group => (First: group.First(), Count: group.Count()))
            .OrderByDescending(group => Fits(group.First.Meaning, verdict)).ThenByDescending(group => group.Count)
            .Take(MaxShown).Select(group => ToDrop(group.First, group.Count)).ToList();
        var bearing = nearby.Count > 0 ? KernelBearing.Nearby
            : evidence.Drops.Any(host => host.Source == DropSource.None) ? KernelBearing.Unread
            : evidence.Drops.Any(host => host.Source == DropSource.Tracefs) ? KernelBearing.NoneNearby
            : KernelBearing.Silent;
        return new KernelWord(bearing, Hosts(), nearby);
    }

    /// <summary>
    /// Indicates whether to report a drop of unknown addresses. If the verdict has a cause, the drop must fit it; otherwise any drop is
    /// reported except OTHERHOST. Drops that healthy traffic has too are never reported.
    /// </summary>
    private static bool IsRelevant(Placed placed, Verdict verdict) => !DropMeaning.IsInnocent(placed.Drop.Reason, placed.Drop.Function)
        && (verdict.CauseId == CauseId.NotEstablished ? placed.Drop.Reason != "OTHERHOST" : Fits(placed.Meaning, verdict));

    private List<KernelSource> Hosts() =>
        [.. evidence.Drops.Select(host => new KernelSource(host.Host, host.Source, host.Limit))];

    private Placed? Place(DropRecording host, PacketDrop drop, IReadOnlyList<PacketWalk> walks)
    {
        if (drop.Packet is not { } packet || !host.TryFindSpace(drop, out var netns) || DropMeaning.IsInnocent(drop.Reason, drop.Function)
            || packet.IsUnreachable || path.Flows.FirstOrDefault(flow => Owns(flow, packet)) is not { } flow
            || !IsMissed(packet, flow.IsForward(packet), walks))
        {
            return null;
        }

        // A bridge in promiscuous mode passes copies of forwarded frames to its own host, which drops them. These drops are not losses.
        return drop.Reason == "OTHERHOST" && netns is null && path.Points.Any(point => point.Netns is not null)
            ? null
            : new Placed(host.Host, netns, drop);
    }

    /// <summary>
    /// Indicates whether the packet belongs to a flow of the path. On a path from outside, the client port of the repeated request is
    /// unknown, so any client port matches.
    /// </summary>
    private bool Owns(Flow flow, Packet packet) => path.Points[0].Container is null && !path.BeginsOnHost
        ? (flow with { ClientPort = null }).Owns(packet)
        : flow.Owns(packet) || flow.Repeated.Owns(packet);

    /// <summary>
    /// Indicates whether the walk lacks a packet with the name and direction of this one: none was seen, at least one did not arrive, or no
    /// reply followed the last of them. An RST does not count as a reply.
    /// </summary>
    private static bool IsMissed(Packet packet, bool isForward, IReadOnlyList<PacketWalk> walks)
    {
        var alike = walks.Where(walk => walk.IsForward == isForward && walk.Packet.Name == packet.Name).ToList();
        return alike.Count == 0 || alike.Exists(walk => !walk.Arrived)
            || !walks.Any(walk => walk.IsForward != isForward && walk.Packet.Protocol == packet.Protocol
                && walk.Start > alike[^1].Start && !walk.Packet.Flags.HasFlag(TcpFlags.Rst));
    }

    private Verdict ByKernel(Verdict verdict, Placed placed)
    {
        var container = Container(placed);
        var device = placed.Drop.Device ?? PointOf(placed)?.Device ?? "the kernel";
        var doubt = verdict.Confidence == Confidence.Place ? "" : $" ({verdict.Location}: {verdict.Cause}: that does not fit)";
        return new Verdict(
            placed.Meaning.Causes is [var cause, ..] ? cause : CauseId.NotEstablished,
            placed.Host,
            container is null ? device : $"{device} of {container}",
            $"the kernel drops {placed.Drop.Packet!.Name} in {placed.Drop.Function ?? "a function whose name is hidden"}, "
                + $"{placed.Drop.Reason}: {placed.Meaning.Text}{doubt}",
            $"{HostProbe.Enter(placed.Netns)}{placed.Meaning.Check}");
    }

    private KernelDrop ToDrop(Placed placed, int count) => new(
        placed.Host, placed.Drop.Reason, placed.Drop.Function, placed.Meaning.Text, count)
    {
        Container = Container(placed),
        Device = placed.Drop.Device,
        Packet = placed.Drop.Packet is { } packet ? $"{packet.Name} {packet.Source} → {packet.Destination}" : null,
        PacketId = placed.Drop.Packet?.Id,
    };

    /// <summary>
    /// The container or the overlay in whose namespace the packet was dropped; null for the host's own namespace, or if unknown.
    /// </summary>
    private string? Container(Placed placed) =>
        placed.Netns is null ? null : PointOf(placed) is { } point ? point.Container ?? point.Overlay : null;

    private CapturePoint? PointOf(Placed placed) =>
        path.Points.FirstOrDefault(point => (point.Host, point.Netns) == (placed.Host, placed.Netns));

    /// <summary>A drop with its host and network namespace.</summary>
    /// <param name="Netns">The namespace; null for the host's own, or if unknown.</param>
    private sealed record Placed(string Host, Netns? Netns, PacketDrop Drop)
    {
        public DropMeaning Meaning { get; } = DropMeaning.Of(Drop.Reason, Drop.Function);
    }
}
