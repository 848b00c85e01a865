using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>A device that showed the packet.</summary>
/// <param name="Time">UTC, by the clock of the walk's first host.</param>
/// <param name="Frame">The frame as the device showed it; its own time is by its host's clock.</param>
internal sealed record DeviceHop(CapturePoint Point, DateTime Time, Frame Frame) : Hop(Point.Host);
