using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>A text listing of a capture, printed by tcpdump.</summary>
/// <param name="Options">Options of tcpdump: <c>-n -q</c>.</param>
/// <param name="Filter">The filter in pcap-filter(7) syntax.</param>
internal sealed record CaptureListing(CapturePoint Point, string Options, string Filter)
{
    /// <summary>Formats the command that prints the listing, as a user would type it.</summary>
    public override string ToString()
    {
        var tcpdump = Filter.Contains('(', StringComparison.Ordinal)
            ? $"tcpdump -i {Point.Device} {Options} '{Filter}'"
            : $"tcpdump -i {Point.Device} {Filter} {Options}";
        // The chapter installs tcpdump in the container. Run in the container's namespace, the host's tcpdump sees the same packets.
        return $"{HostProbe.Enter(Point.Netns)}{tcpdump}";
    }
}
