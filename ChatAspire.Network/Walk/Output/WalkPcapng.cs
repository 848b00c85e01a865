using System.Globalization;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Output;

/// <summary>
/// Writes the captures of walks as one pcapng file, with an interface per device of each host. Times are by the clock of the first host.
/// Packet comments give the hop, the rules before it, and the verdict.
/// </summary>
internal static class WalkPcapng
{
    /// <summary>Writes the file.</summary>
    /// <param name="withPayload">True to write whole frames; false to end each frame after its headers.</param>
    public static void Write(Stream output, IReadOnlyList<WalkReport> reports, bool withPayload)
    {
        var writer = new PcapngWriter(output);
        var points = reports.SelectMany(report => report.Captures).SelectMany(capture => capture.Captures)
            .Select(capture => capture.Point).Distinct().ToList();
        foreach (var point in points)
        {
            writer.AddInterface($"{point.Host} {point}");
        }

        foreach (var (point, time, _, frame, comments) in reports.SelectMany(Records)
            .OrderBy(record => record.Time).ThenBy(record => record.Order))
        {
            var kept = withPayload ? frame.Length : Math.Min(PacketHeaders.LengthOf(frame.Span), frame.Length);
            writer.AddFrame(points.IndexOf(point), time, frame.Span[..kept], frame.Length, comments);
        }
    }

    private static IEnumerable<(CapturePoint Point, DateTime Time, int Order, ReadOnlyMemory<byte> Frame, IEnumerable<string> Comments)>
        Records(WalkReport report)
    {
        var notes = report.Packets.Index().SelectMany(packet => Notes(packet.Index + 1, packet.Item)).Concat(OfVerdict(report))
            .ToLookup(note => (note.Hop.Point, note.Hop.Frame.Time));
        foreach (var capture in report.Captures)
        {
            var lead = report.Clocks[capture.Host].Offset;
            foreach (var (point, file) in capture.Captures)
            {
                // Warnings are dropped here, because the walk's notes already name the missing parts of a damaged file.
                foreach (var (time, frame) in PcapFile.Read(file, _ => { }))
                {
                    var own = notes[(point, time)].ToList();
                    yield return own is [var first, ..]
                        ? (point, first.Time, first.Order, frame, own.Select(note => note.Text))
                        : (point, time - lead, 0, frame, []);
                }
            }
        }
    }

    /// <summary>Describes each device that showed the packet: its place on the path, and the rules since the previous device.</summary>
    private static List<Note> Notes(int number, PacketWalk walk)
    {
        var (rules, shown) = (new List<string>(), new List<Note>());
        foreach (var (index, hop) in walk.Hops.Index())
        {
            if (hop is ChainHop { Traversal: var traversal })
            {
                rules.Add($"{traversal.Table} {traversal.Hook}: {string.Join("; ", traversal.Rules.Select(PacketLadder.Rule))}");
                continue;
            }

            var (time, isUpperBound) = walk.TimeAt(index);
            var place = string.Create(CultureInfo.InvariantCulture, $"device {shown.Count + 1} of {walk.Devices.Count()}");
            var title = string.Create(
                CultureInfo.InvariantCulture, $"packet {number}, {walk.Packet.Name}: {place}{(isUpperBound ? ", not later" : "")}");
            shown.Add(new Note((DeviceHop)hop, time, index, string.Join('\n', [title, .. rules])));
            rules.Clear();
        }

        if (rules.Count > 0)
        {
            shown.Add(shown[^1] with { Text = string.Join('\n', ["after this device:", .. rules]) });
        }

        if (!walk.Arrived)
        {
            shown.Add(shown[^1] with { Text = $"not seen on {PacketLadder.LastPoint(walk.Expected[^1])}" });
        }

        return shown;
    }

    /// <summary>Attaches the verdict to the last frame of the first lost packet, or of the last packet if none was lost.</summary>
    private static IEnumerable<Note> OfVerdict(WalkReport report)
    {
        if (report is { Verdict: { } verdict, Packets: [.., var last] packets })
        {
            var hop = (packets.FirstOrDefault(walk => !walk.Arrived) ?? last).Devices.Last();
            yield return new Note(hop, hop.Time, int.MaxValue, $"{verdict}\n→ {verdict.Hint}");
        }
    }

    /// <summary>A comment on the frame of a hop.</summary>
    /// <param name="Time">UTC, by the clock of the walk's first host.</param>
    /// <param name="Order">The hop's index on the path of its packet.</param>
    private sealed record Note(DeviceHop Hop, DateTime Time, int Order, string Text);
}
