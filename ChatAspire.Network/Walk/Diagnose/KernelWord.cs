using ChatAspire.Network.Walk.Drops;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The packets that the kernel dropped while a failed walk repeated its traffic, and their bearing on the verdict.</summary>
/// <param name="Hosts">The source of each host's drops.</param>
/// <param name="Drops">The drops, with the one that decides the bearing first.</param>
internal sealed record KernelWord(
    KernelBearing Bearing, IReadOnlyList<KernelSource> Hosts, IReadOnlyList<KernelDrop> Drops)
{
    /// <summary>Formats the drops, and the limits of their sources, as lines of a report.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Bearing switch
        {
            KernelBearing.Confirms => "The kernel's own drop reason confirms it:",
            KernelBearing.Names => "The kernel names the cause:",
            KernelBearing.Adds => "The kernel dropped such packets, too:",
            KernelBearing.Nearby => "The kernel dropped packets at that time; they may be others than this walk's:",
            KernelBearing.Silent => "The kernel dropped none of these packets.",
            KernelBearing.NoneNearby => "The kernel recorded no matching drop at that time; the recording is limited:",
            _ => "The kernel's drop reasons were not read:",
        };
        foreach (var drop in Drops)
        {
            yield return $"  {drop}";
        }

        foreach (var host in Hosts.Where(host => host.Limit is not null))
        {
            yield return $"  {host.Host}: {(host.Source == DropSource.None ? "not read" : Name(host.Source))}: {host.Limit}";
        }
    }

    private static string Name(DropSource source) => source == DropSource.Tracefs ? "read with tracefs" : "read with bpftrace";
}
