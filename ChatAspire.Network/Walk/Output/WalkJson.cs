using System.Text.Encodings.Web;
using System.Text.Json;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Correlate;

namespace ChatAspire.Network.Walk.Output;

/// <summary>A walk for machines: one JSON object.</summary>
internal static class WalkJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <param name="output">A busy flow's report has many megabytes: they go out as they are made.</param>
    public static void Write(Stream output, WalkReport report) => JsonSerializer.Serialize(output, new
    {
        report.Title,
        Outcome = report.Outcome,
        Clocks = report.Clocks.ToDictionary(clock => clock.Key, clock => new
        {
            OffsetMicroseconds = clock.Value.Offset.TotalMicroseconds,
            UncertaintyMicroseconds = clock.Value.Uncertainty?.TotalMicroseconds,
        }),
        Packets = report.Packets.Select(Packet),
        report.Trouble,
        Book = report.Taps.Any(tap => tap.Book is not null) ? report.Taps.Select(Book) : null,
        report.Notes,
    }, Options);

    private static object Book(CaptureResult tap) => new
    {
        tap.Host,
        Rules = tap.Book?.Rules.Select(placed => new { Command = $"{placed.Rule}", placed.Packets }),
        tap.Book?.Log,
        tap.Book?.Silence,
        Tcpdump = tap.Book?.Readings.Select(read => new { Command = $"{read.Reading}", read.Lines }),
    };

    private static object Packet(PacketWalk walk) => new
    {
        walk.Packet.Name,
        Source = $"{walk.Packet.Source}",
        Destination = $"{walk.Packet.Destination}",
        Forward = walk.IsForward,
        Bytes = walk.Packet.Length,
        walk.Packet.Id,
        walk.Packet.Sequence,
        walk.Packet.Acknowledged,
        Data = walk.Packet.Payload.Length,
        walk.Arrived,
        Hops = walk.Hops.Select(Hop),
    };

    private static object Hop(Hop hop) => hop switch
    {
        DeviceHop device => new
        {
            device.Host,
            Device = device.Place.Device,
            device.Place.Container,
            Kind = device.Place.Kind.ToString().ToLowerInvariant(),
            device.Time,
            Captured = device.Frame.Time,
            Source = $"{device.Frame.Packet.Source}",
            Destination = $"{device.Frame.Packet.Destination}",
            device.Frame.SourceMac,
            device.Frame.DestinationMac,
            device.Frame.Bytes,
            SegmentOf = device.Frame.OffloadedPacket?.Length,
            Tunnel = device.Frame.Tunnel is { } tunnel ? new { Source = $"{tunnel.Source}", Destination = $"{tunnel.Destination}", tunnel.Id, tunnel.Vni } : null,
        },
        ChainHop { Pass: var pass } => new
        {
            hop.Host,
            pass.Table,
            Chain = pass.Hook,
            pass.In,
            pass.Out,
            Source = $"{pass.Source}",
            Destination = $"{pass.Destination}",
            pass.Rules,
        },
        _ => throw new InvalidOperationException($"{hop}"),
    };
}
