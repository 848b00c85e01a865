using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>A packet and its path, in order.</summary>
/// <param name="Packet">The packet as it was captured first.</param>
/// <param name="IsForward">True if it goes from the client to the server.</param>
/// <param name="Expected">The path's capture points in the packet's direction.</param>
internal sealed record PacketWalk(Packet Packet, bool IsForward, IReadOnlyList<CapturePoint> Expected, IReadOnlyList<Hop> Hops)
{
    public IEnumerable<DeviceHop> Devices => Hops.OfType<DeviceHop>();

    public IEnumerable<ChainHop> Chains => Hops.OfType<ChainHop>();

    /// <summary>The client of the connection to which the packet belongs.</summary>
    public Endpoint Client => IsForward ? Packet.Source : Packet.Destination;

    public DateTime Start => Devices.Min(hop => hop.Time);

    public DateTime End => Devices.Max(hop => hop.Time);

    /// <summary>True if the packet was captured at the last capture point of the path.</summary>
    public bool Arrived => Devices.Any(hop => hop.Point == Expected[^1]);

    /// <summary>
    /// True for a neighbour resolution captured only on NICs, outside the tunnel: a host resolves its own next hop. The message looks like
    /// part of the path, because NAT gives the flow the host's address, but no router forwards such a message.
    /// </summary>
    public bool IsOfNic => Packet.IsResolution
        && Devices.All(hop => hop.Point.Kind == CapturePointKind.Nic && hop.Frame.Tunnel is null);

    /// <summary>Reports whether the host was about to forward the packet to a device that does not follow on the packet's path.</summary>
    public bool IsAstray(ChainHop hop) => hop.Traversal is { In: { Length: > 0 } from, Out: { Length: > 0 } to }
        && !Expected.Where(point => point.Host == hop.Host && point.Netns is null).SkipWhile(point => point.Device != from)
            // A bridge may be both the incoming and the outgoing device, because it forwards between its ports.
            .SkipWhile(point => point.Device == from && point.Kind != CapturePointKind.Bridge)
            .Any(point => point.Device == to);

    /// <summary>
    /// Returns the time at which a device had the packet. A bridge's own copy is captured only after the frame was forwarded: if its time
    /// is later than the next device's, the next device's time is returned, as an upper bound.
    /// </summary>
    /// <param name="index">The index of a <see cref="DeviceHop"/> in <see cref="Hops"/>.</param>
    public (DateTime Time, bool IsUpperBound) TimeAt(int index)
    {
        var hop = (DeviceHop)Hops[index];
        var next = Hops.Skip(index + 1).OfType<DeviceHop>().FirstOrDefault(later => later.Host == hop.Host);
        return next is not null && next.Time < hop.Time ? (next.Time, true) : (hop.Time, false);
    }
}
