using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>A device on which the packet was captured.</summary>
/// <param name="Time">UTC, by the clock of the walk's first host.</param>
/// <param name="Frame">The frame as captured on the device; its own time is by its host's clock.</param>
internal sealed record DeviceHop(CapturePoint Point, DateTime Time, Frame Frame) : Hop(Point.Host);
