using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>A device on a packet's path at which a walk captures packets.</summary>
/// <param name="Device">The device's name in its namespace.</param>
/// <param name="Container">The container whose namespace holds the device; null for the host's namespace.</param>
/// <param name="Netns">The namespace that holds the device; null for the host's own.</param>
internal sealed record CapturePoint(string Host, CapturePointKind Kind, string Device, string? Container = null, Netns? Netns = null)
{
    /// <summary>The way in which the device is captured.</summary>
    public CaptureMode Mode { get; init; } = Kind == CapturePointKind.Bridge ? CaptureMode.Promiscuous : CaptureMode.Direct;

    /// <summary>
    /// True if packets are captured here. False for a bridge with mode None, and for a stopped container, which has no namespace.
    /// </summary>
    public bool IsCaptured => Mode != CaptureMode.None && (Kind != CapturePointKind.Container || Netns is not null);

    /// <summary>The Swarm overlay in whose namespace the device is; null for any other device.</summary>
    public string? Overlay { get; init; }

    public override string ToString() => (Container ?? Overlay) is { } owner ? $"{Device} of {owner}" : Device;
}
