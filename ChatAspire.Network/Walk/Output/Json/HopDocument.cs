using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Netfilter;

namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>
/// The JSON form of a hop: a device that showed the packet, or a table that it traversed. Properties of the other kind are null.
/// </summary>
internal sealed record HopDocument(string Host)
{
    public string? Device { get; init; }

    public string? Container { get; init; }

    /// <summary>The Swarm overlay in whose namespace the device is; null for any other device.</summary>
    public string? Overlay { get; init; }

    public string? Kind { get; init; }

    /// <summary>The time at which the device had the packet: UTC, by the clock of the first host; null for a table.</summary>
    public DateTime? Time { get; init; }

    /// <summary>True if the packet passed at <see cref="Time"/> or earlier; otherwise null.</summary>
    public bool? TimeIsUpperBound { get; init; }

    /// <summary>The capture's timestamp, by the clock of its own host; null for a table.</summary>
    public DateTime? Captured { get; init; }

    public string? Table { get; init; }

    public string? Chain { get; init; }

    public string? In { get; init; }

    public string? Out { get; init; }

    public required string Source { get; init; }

    public required string Destination { get; init; }

    public string? SourceMac { get; init; }

    public string? DestinationMac { get; init; }

    public int? Bytes { get; init; }

    /// <summary>
    /// The length in bytes of the offloaded packet (GSO/GRO) of which this packet is a segment; null if the device showed this packet
    /// itself.
    /// </summary>
    public int? SegmentOf { get; init; }

    public TunnelDocument? Tunnel { get; init; }

    public IReadOnlyList<RuleMatch>? Rules { get; init; }

    public static HopDocument Of(PacketWalk walk, Hop hop, int index) => hop switch
    {
        DeviceHop device => OfDevice(device, walk.TimeAt(index)),
        ChainHop chain => OfChain(chain),
        _ => throw new InvalidOperationException($"{hop}"),
    };

    private static HopDocument OfDevice(DeviceHop hop, (DateTime Time, bool IsUpperBound) at) => new(hop.Host)
    {
        Device = hop.Point.Device,
        Container = hop.Point.Container,
        Overlay = hop.Point.Overlay,
        Kind = hop.Point.Kind.ToString().ToLowerInvariant(),
        Time = at.Time,
        TimeIsUpperBound = at.IsUpperBound ? true : null,
        Captured = hop.Frame.Time,
        Source = $"{hop.Frame.Packet.Source}",
        Destination = $"{hop.Frame.Packet.Destination}",
        SourceMac = hop.Frame.SourceMac,
        DestinationMac = hop.Frame.DestinationMac,
        Bytes = hop.Frame.Bytes,
        SegmentOf = hop.Frame.OffloadedPacket?.Length,
        Tunnel = hop.Frame.Tunnel is { } tunnel
            ? new TunnelDocument($"{tunnel.Source}", $"{tunnel.Destination}", tunnel.Id, tunnel.Vni)
            : null,
    };

    private static HopDocument OfChain(ChainHop hop) => new(hop.Host)
    {
        Table = hop.Traversal.Table,
        Chain = hop.Traversal.Hook,
        In = hop.Traversal.In,
        Out = hop.Traversal.Out,
        Source = $"{hop.Traversal.Source}",
        Destination = $"{hop.Traversal.Destination}",
        Rules = hop.Traversal.Rules,
    };
}
