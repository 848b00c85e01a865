using System.Globalization;
using System.Text.RegularExpressions;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Drops;

/// <summary>The packets that a host's kernel dropped during a recording.</summary>
/// <param name="Limit">
/// The limits of the source, or the reason why nothing was read, as a sentence; null if the source shows everything.
/// </param>
/// <param name="Kernel">The kernel's boot id, which hosts that share a kernel have in common; empty if unknown.</param>
/// <param name="Drops">The drops, in the order in which the source printed them.</param>
/// <param name="Spaces">The observed network namespaces by inode; a null value is the host's own.</param>
internal sealed partial record DropRecording(
    string Host, DropSource Source, string? Limit, string Kernel, IReadOnlyList<PacketDrop> Drops,
    IReadOnlyDictionary<long, Netns?> Spaces)
{
    private const string HeadersAreHidden = "tracefs shows neither addresses nor namespaces: these may be packets of others";

    /// <summary>Creates the recording of a host on which nothing could be read.</summary>
    public static DropRecording None(string host, string reason) =>
        new(host, DropSource.None, reason, "", [], new Dictionary<long, Netns?>());

    /// <summary>Reads a host's drops from the files of a capture session.</summary>
    /// <param name="file">Returns the text of a file by name; an empty string if it does not exist.</param>
    /// <param name="vxlanPort">The UDP destination port that marks a VXLAN frame.</param>
    public static DropRecording Read(string host, Func<string, string> file, int vxlanPort)
    {
        var kernel = file(DropScript.Kernel).Trim();
        var unread = new List<string>();
        if (LastLine(file(DropScript.Skip)) is { } reason)
        {
            return None(host, reason) with { Kernel = kernel };
        }

        if (file(DropScript.Bpftrace) is { } printed && BpftraceOutput.HasBegun(printed))
        {
            var drops = BpftraceOutput.Parse(printed, DropReasons.Parse(file(DropScript.Format)), vxlanPort, unread.Add);
            var spaces = ParseSpaces(file(DropScript.Spaces), unread.Add);
            return new DropRecording(host, DropSource.Bpftrace,
                BpftraceOutput.IsCut(printed) ? $"only the first {drops.Count} drops were recorded" : Unread(unread), kernel, drops,
                spaces);
        }

        if (file(DropScript.Tracefs) is not { Length: > 0 } trace)
        {
            return None(host, "nothing was recorded") with { Kernel = kernel };
        }

        var why = LastLine(file(DropScript.BpftraceErrors)) is { } error ? $" ({error})" : "";
        var shown = TracefsOutput.Parse(trace, unread.Add);
        string?[] limits =
        [
            $"{HeadersAreHidden}{why}", TracefsOutput.IsCut(trace) ? "its buffer was too small for all" : null, Unread(unread),
        ];
        return new DropRecording(host, DropSource.Tracefs, string.Join("; ", limits.OfType<string>()), kernel, shown,
            new Dictionary<long, Netns?>());
    }

    /// <summary>
    /// Finds the namespace of a drop; a null namespace is the host's own. Returns false if the namespace is unknown or was not observed.
    /// </summary>
    public bool TryFindSpace(PacketDrop drop, out Netns? netns)
    {
        netns = null;
        return drop.Namespace is { } inode && Spaces.TryGetValue(inode, out netns);
    }

    // self 4026531833
    // 20258 4026532178
    private static Dictionary<long, Netns?> ParseSpaces(string text, Action<string> report)
    {
        var spaces = new Dictionary<long, Netns?>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Space().Match(line) is { Success: true, Groups: var field })
            {
                // Several names may refer to one namespace. The first one counts, and the host's own namespace is always listed first.
                spaces.TryAdd(long.Parse(field["inode"].ValueSpan, CultureInfo.InvariantCulture),
                    field["name"].Value is var name && name == HostProbe.Self ? null : new Netns(name));
            }
            else
            {
                report(line);
            }
        }

        return spaces;
    }

    private static string? Unread(List<string> lines) => lines.Count == 0 ? null : $"{lines.Count} lines could not be read: {lines[0]}";

    private static string? LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();

    [GeneratedRegex(@"^(?<name>self|\d{1,9}|/\S+) (?<inode>\d{1,18})$")]
    private static partial Regex Space();
}
