namespace ChatAspire.Network.Walk.Paths;

/// <summary>A device on a packet's path on which a walk captures.</summary>
/// <param name="Device">The device's name in its namespace.</param>
/// <param name="Container">The container whose namespace holds the device; null for the host's namespace.</param>
/// <param name="Pid">A process in that namespace; null for the host's namespace.</param>
internal sealed record CapturePoint(string Host, CapturePointKind Kind, string Device, string? Container = null, int? Pid = null)
{
    /// <summary>The way in which the device is captured.</summary>
    public CaptureMode Mode { get; init; } = Kind == CapturePointKind.Bridge ? CaptureMode.Promiscuous : CaptureMode.Direct;

    /// <summary>True if a capture can show packets here: a stopped container has no namespace.</summary>
    public bool IsCaptured => Mode != CaptureMode.None && (Kind != CapturePointKind.Container || Pid is not null);

    public override string ToString() => Kind == CapturePointKind.Container ? $"{Device} of {Container}" : Device;
}
