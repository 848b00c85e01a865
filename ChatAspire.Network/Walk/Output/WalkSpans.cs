using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;

namespace ChatAspire.Network.Walk.Output;

/// <summary>
/// Converts a walk into OpenTelemetry spans: one per packet, with a child per device and table. A span has the times at which the packet
/// passed. A packet that carries a traceparent in plain text becomes a child of the span that sent it, and so do its replies, so that the
/// application's trace contains its packets.
/// </summary>
internal static partial class WalkSpans
{
    private const string SourceName = "ChatAspire.Walk";

    /// <summary>
    /// The maximum number of packets with spans: the dashboard keeps only 10,000 traces, and its users look at only a few packets.
    /// </summary>
    private const int MaxPackets = 200;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Creates the spans of a walk.</summary>
    /// <param name="root">The parent of packets that carry no traceparent.</param>
    /// <returns>Each span with the host to whose resource it belongs.</returns>
    public static IReadOnlyList<(string Host, Activity Span)> Of(WalkReport report, ActivityContext root)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var spans = new List<(string, Activity)>();
        var carriers = new Dictionary<Endpoint, ActivityContext>();
        foreach (var walk in report.Packets.Take(MaxPackets))
        {
            // A reply carries no traceparent, so it gets the last parent on its connection. A parent of another trace is not passed on.
            var parent = Carried(walk.Packet, root.TraceId) ?? carriers.GetValueOrDefault(walk.Client, root);
            if (parent.TraceId == root.TraceId)
            {
                carriers[walk.Client] = parent;
            }

            spans.AddRange(Packet(walk, parent, report));
        }

        return spans;
    }

    private static IEnumerable<(string, Activity)> Packet(PacketWalk walk, ActivityContext parent, WalkReport report)
    {
        var packet = walk.Packet;
        var span = StartSpan($"{packet.Name} {packet.Source} → {packet.Destination}", parent, walk.Start, walk.End)
            .SetTag("network.type", packet.IsIpv6 ? "ipv6" : "ipv4")
            .SetTag("network.transport", packet.Protocol.ToString().ToLowerInvariant())
            .SetTag("source.address", $"{packet.Source.Address}").SetTag("source.port", Port(packet.Source))
            .SetTag("destination.address", $"{packet.Destination.Address}").SetTag("destination.port", Port(packet.Destination))
            .SetTag("net.walk.packet.bytes", packet.Length)
            .SetTag("net.walk.packet.id", packet.Id)
            .SetTag("net.walk.hosts", string.Join(" → ", walk.Hops.Select(hop => hop.Host).Distinct()))
            .SetTag("net.walk.arrived", walk.Arrived)
            .SetTag("net.walk.kernel.drops", KernelDrops(walk, report.Verdict))
            .SetStatus(walk.Arrived ? ActivityStatusCode.Ok : ActivityStatusCode.Error, walk.Arrived ? null : report.Verdict?.ToString());
        yield return (walk.Hops[0].Host, span);
        foreach (var (index, hop) in walk.Hops.Index())
        {
            var child = hop is DeviceHop device
                ? Device(device, walk, index, span.Context, report)
                : Chain((ChainHop)hop, walk, index, span.Context);
            yield return (hop.Host, child);
        }
    }

    private static Activity Device(DeviceHop hop, PacketWalk walk, int index, ActivityContext parent, WalkReport report)
    {
        var (begin, end) = Times(walk, index);
        var seen = hop.Frame.Packet;
        var span = StartSpan($"{hop.Point}", parent, begin, end)
            .SetTag("network.interface.name", hop.Point.Device)
            .SetTag("container.name", hop.Point.Container)
            .SetTag("net.walk.overlay", hop.Point.Overlay)
            .SetTag("source.address", $"{seen.Source.Address}").SetTag("source.port", Port(seen.Source))
            .SetTag("destination.address", $"{seen.Destination.Address}").SetTag("destination.port", Port(seen.Destination))
            .SetTag("net.walk.device.kind", hop.Point.Kind.ToString().ToLowerInvariant())
            .SetTag("net.walk.mac.source", hop.Frame.SourceMac)
            .SetTag("net.walk.mac.destination", hop.Frame.DestinationMac)
            .SetTag("net.walk.captured", hop.Frame.Time.ToString("O"))
            .SetTag("net.walk.clock.offset_us", report.Clocks[hop.Host].Offset.TotalMicroseconds)
            .SetTag("net.walk.clock.uncertainty_us", report.Clocks[hop.Host].Uncertainty?.TotalMicroseconds);
        return hop.Frame.Tunnel is not { } tunnel ? span : span
            .SetTag("net.walk.vxlan.vni", tunnel.Vni)
            .SetTag("net.walk.outer.source", $"{tunnel.Source}")
            .SetTag("net.walk.outer.destination", $"{tunnel.Destination}");
    }

    private static Activity Chain(ChainHop hop, PacketWalk walk, int index, ActivityContext parent)
    {
        var (begin, end) = Times(walk, index);
        return StartSpan($"{hop.Traversal.Table} {hop.Traversal.Hook}", parent, begin, end)
            .SetTag("net.walk.table", hop.Traversal.Table)
            .SetTag("net.walk.chain", hop.Traversal.Hook)
            .SetTag("net.walk.in", hop.Traversal.In)
            .SetTag("net.walk.out", hop.Traversal.Out)
            .SetTag("net.walk.rules",
                string.Join('\n', hop.Traversal.Rules.Select(rule => $"{rule.Chain}: {rule.Rule ?? "end of chain"} ({rule.Verdict})")))
            .SetTag("net.walk.nat.rule", hop.Traversal.Translated?.Rule)
            .SetStatus(hop.Traversal.Dropped is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, hop.Traversal.Dropped?.Rule);
    }

    /// <summary>
    /// Returns the begin and end of a hop's span. A device's span lasts until the next device shows the packet, a table's from the device
    /// before the table to the device after it.
    /// </summary>
    private static (DateTime, DateTime) Times(PacketWalk walk, int index)
    {
        var before = walk.Hops.Take(index + 1).OfType<DeviceHop>().Select(hop => (DateTime?)hop.Time).LastOrDefault() ?? walk.Start;
        var after = walk.Hops.Skip(index + 1).OfType<DeviceHop>().Select(hop => (DateTime?)hop.Time).FirstOrDefault() ?? before;
        return after < before ? (after, before) : (before, after);
    }

    private static Activity StartSpan(string name, ActivityContext parent, DateTime begin, DateTime end)
    {
        var span = Source.StartActivity(ActivityKind.Internal, parent, startTime: begin, name: name)!;
        span.SetEndTime(end);
        span.Stop();
        return span;
    }

    /// <summary>
    /// Formats the kernel's drops of packets with the same name and endpoints, one per line; null if there are none. A drop whose packet is
    /// unknown counts for every lost packet.
    /// </summary>
    private static string? KernelDrops(PacketWalk walk, Verdict? verdict)
    {
        var packet = $"{walk.Packet.Name} {walk.Packet.Source} → {walk.Packet.Destination}";
        var drops = verdict?.Kernel?.Drops.Where(drop => drop.Packet is null ? !walk.Arrived : drop.Packet == packet).ToList();
        return drops is [_, ..] ? string.Join('\n', drops) : null;
    }

    private static int? Port(Endpoint end) => end.Port == 0 ? null : end.Port;

    /// <summary>
    /// Returns a traceparent in the packet: one of the walk's own trace if present, otherwise the first; null if there is none. On a busy
    /// chat, one packet carries several messages.
    /// </summary>
    private static ActivityContext? Carried(Packet packet, ActivityTraceId own)
    {
        var carried = Traceparent().Matches(Encoding.Latin1.GetString(packet.Payload.Span))
            .Select(match => ActivityContext.TryParse(match.Value, null, isRemote: true, out var context)
                ? context
                : (ActivityContext?)null)
            .OfType<ActivityContext>()
            .ToList();
        return carried.Count == 0 ? null : carried.FirstOrDefault(context => context.TraceId == own, carried[0]);
    }

    [GeneratedRegex("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")]
    private static partial Regex Traceparent();
}
