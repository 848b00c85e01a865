using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>
/// Removes copies of a frame to hosts that are not on the path. A VXLAN device without an entry for a MAC sends one copy of the frame to
/// every other host, and all copies are captured on the sender's underlay device.
/// </summary>
internal static class FloodedCopies
{
    /// <summary>Removes the other copies of each frame of which one copy leads along the path; keeps all copies of other frames.</summary>
    /// <param name="frames">The frames of each device.</param>
    /// <param name="tunnels">The tunnels that the walk's paths cross.</param>
    public static IReadOnlyDictionary<CapturePoint, IReadOnlyList<Frame>> Remove(
        IReadOnlyDictionary<CapturePoint, IReadOnlyList<Frame>> frames, IReadOnlyList<PathTunnel> tunnels) => tunnels.Count == 0
        ? frames
        : frames.ToDictionary(
            device => device.Key,
            device => device.Key.Kind == CapturePointKind.Nic ? Remove(device.Value, tunnels) : device.Value);

    private static IReadOnlyList<Frame> Remove(IReadOnlyList<Frame> frames, IReadOnlyList<PathTunnel> tunnels)
    {
        var carried = frames.Where(frame => frame.Tunnel is not null && IsOnPath(frame)).Select(frame => frame.Packet.Key).ToHashSet();
        return [.. frames.Where(frame => IsOnPath(frame) || !carried.Contains(frame.Packet.Key))];

        bool IsOnPath(Frame frame) => frame.Tunnel is not { } outer || tunnels.Any(tunnel => tunnel.Carries(outer));
    }
}
