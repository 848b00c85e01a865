using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>A listing that tcpdump prints of a capture.</summary>
internal sealed record CaptureListing(CapturePoint Point, string Options, string Filter)
{
    /// <summary>Formats the command as it would be typed.</summary>
    public override string ToString()
    {
        var tcpdump = Filter.Contains('(', StringComparison.Ordinal)
            ? $"tcpdump -i {Point.Device} {Options} '{Filter}'"
            : $"tcpdump -i {Point.Device} {Filter} {Options}";
        // The chapter installs tcpdump in the container; the host's own tcpdump sees the same in the container's namespace.
        return $"{HostProbe.Enter(Point.Netns)}{tcpdump}";
    }
}
