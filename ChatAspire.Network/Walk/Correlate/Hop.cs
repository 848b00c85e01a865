using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>One thing on a packet's way: a device that showed it, or a table that it went through.</summary>
internal abstract record Hop(string Host);

/// <param name="Time">UTC, by the clock of the walk's first host.</param>
/// <param name="Frame">As the device showed it; its own time is by the clock of its host.</param>
internal sealed record DeviceHop(CapturePoint Place, DateTime Time, Frame Frame) : Hop(Place.Host);

/// <summary>The kernel gives no times for chains: it was between the devices before and after.</summary>
internal sealed record ChainHop(string Host, ChainTraversal Pass) : Hop(Host);

/// <summary>A packet, and where it went, in order.</summary>
/// <param name="Packet">As it was first seen.</param>
/// <param name="IsForward">From the client to the server.</param>
/// <param name="Expected">Where it should have gone: the path's places in its direction.</param>
internal sealed record PacketWalk(Packet Packet, bool IsForward, IReadOnlyList<CapturePoint> Expected, IReadOnlyList<Hop> Hops)
{
    public IEnumerable<DeviceHop> Devices => Hops.OfType<DeviceHop>();

    public IEnumerable<ChainHop> Chains => Hops.OfType<ChainHop>();

    /// <summary>Whose connection it is of.</summary>
    public Endpoint Client => IsForward ? Packet.Source : Packet.Destination;

    public DateTime Begin => Devices.Min(hop => hop.Time);

    public DateTime End => Devices.Max(hop => hop.Time);

    /// <summary>The last place of its way was reached.</summary>
    public bool Arrived => Devices.Any(hop => hop.Place == Expected[^1]);
}
