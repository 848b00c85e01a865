using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Output;

/// <summary>
/// A walk as OpenTelemetry spans: a span a packet, below it a span a device and a table. Times are the packet's own. A
/// packet that carries a traceparent in plain text hangs on the span that sent it, and so does what answers it, so that
/// the application's trace holds its packets.
/// </summary>
internal static partial class WalkSpans
{
    private const string SourceName = "ChatAspire.Walk";

    /// <summary>The dashboard keeps 10,000 traces, and a reader looks at a few packets.</summary>
    private const int MaxPackets = 200;

    private static readonly ActivitySource Source = new(SourceName);

    /// <returns>Each span with the host whose resource it belongs to.</returns>
    /// <param name="root">What packets hang on that carry no traceparent.</param>
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
            // An answer carries nothing: it hangs where what it answers hangs. Not on others' traces, which share connections.
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
        var span = Start($"{packet.Name} {packet.Source} → {packet.Destination}", parent, walk.Begin, walk.End)
            .SetTag("network.type", "ipv4")
            .SetTag("network.transport", packet.Protocol.ToString().ToLowerInvariant())
            .SetTag("source.address", $"{packet.Source.Address}").SetTag("source.port", Port(packet.Source))
            .SetTag("destination.address", $"{packet.Destination.Address}").SetTag("destination.port", Port(packet.Destination))
            .SetTag("net.walk.packet.bytes", packet.Length)
            .SetTag("net.walk.packet.id", packet.Id)
            .SetTag("net.walk.hosts", string.Join(" → ", walk.Hops.Select(hop => hop.Host).Distinct()))
            .SetTag("net.walk.arrived", walk.Arrived)
            .SetStatus(walk.Arrived ? ActivityStatusCode.Ok : ActivityStatusCode.Error, walk.Arrived ? null : report.Trouble?.ToString());
        yield return (walk.Hops[0].Host, span);
        foreach (var (index, hop) in walk.Hops.Index())
        {
            yield return (hop.Host, hop is DeviceHop device ? Device(device, walk, index, span.Context, report) : Chain((ChainHop)hop, walk, index, span.Context));
        }
    }

    private static Activity Device(DeviceHop hop, PacketWalk walk, int index, ActivityContext parent, WalkReport report)
    {
        var (begin, end) = Times(walk, index);
        var seen = hop.Frame.Packet;
        var span = Start($"{hop.Place}", parent, begin, end)
            .SetTag("network.interface.name", hop.Place.Device)
            .SetTag("container.name", hop.Place.Container)
            .SetTag("source.address", $"{seen.Source.Address}").SetTag("source.port", Port(seen.Source))
            .SetTag("destination.address", $"{seen.Destination.Address}").SetTag("destination.port", Port(seen.Destination))
            .SetTag("net.walk.device.kind", hop.Place.Kind.ToString().ToLowerInvariant())
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
        return Start($"{hop.Pass.Table} {hop.Pass.Hook}", parent, begin, end)
            .SetTag("net.walk.table", hop.Pass.Table)
            .SetTag("net.walk.chain", hop.Pass.Hook)
            .SetTag("net.walk.in", hop.Pass.In)
            .SetTag("net.walk.out", hop.Pass.Out)
            .SetTag("net.walk.rules", string.Join('\n', hop.Pass.Rules.Select(rule => $"{rule.Chain}: {rule.Rule ?? "end of chain"} ({rule.Verdict})")))
            .SetTag("net.walk.nat.rule", hop.Pass.Translated?.Rule)
            .SetStatus(hop.Pass.Dropped is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, hop.Pass.Dropped?.Rule);
    }

    /// <summary>A device has the packet until the next has it; a chain had it somewhere between its neighbours.</summary>
    private static (DateTime, DateTime) Times(PacketWalk walk, int index)
    {
        var before = walk.Hops.Take(index + 1).OfType<DeviceHop>().Select(hop => (DateTime?)hop.Time).LastOrDefault() ?? walk.Begin;
        var after = walk.Hops.Skip(index + 1).OfType<DeviceHop>().Select(hop => (DateTime?)hop.Time).FirstOrDefault() ?? before;
        return after < before ? (after, before) : (before, after);
    }

    private static Activity Start(string name, ActivityContext parent, DateTime begin, DateTime end)
    {
        var span = Source.StartActivity(ActivityKind.Internal, parent, startTime: begin, name: name)!;
        span.SetEndTime(end);
        span.Stop();
        return span;
    }

    private static int? Port(Endpoint end) => end.Port == 0 ? null : end.Port;

    /// <summary>One of the walk's own trace where it is in it, else the first: on a busy chat a packet has several messages.</summary>
    private static ActivityContext? Carried(Packet packet, ActivityTraceId own)
    {
        var carried = Traceparent().Matches(Encoding.Latin1.GetString(packet.Payload.Span))
            .Select(match => ActivityContext.TryParse(match.Value, null, isRemote: true, out var context) ? context : (ActivityContext?)null)
            .OfType<ActivityContext>()
            .ToList();
        return carried.Count == 0 ? null : carried.FirstOrDefault(context => context.TraceId == own, carried[0]);
    }

    [GeneratedRegex("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")]
    private static partial Regex Traceparent();
}
