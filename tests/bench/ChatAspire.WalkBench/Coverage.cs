using System.Text.Json;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.WalkBench;

/// <summary>Compares a walk with the witness, for the time in which all of the walk's listeners were running.</summary>
/// <param name="Witnessed">Packets that passed the witness's device.</param>
/// <param name="Missed">The number of these per device that are missing in the walk's capture there.</param>
/// <param name="Unreported">The number of these, up to the last one reported, that the walk does not report.</param>
/// <param name="Walks">Packets that the walk reports.</param>
/// <param name="Whole">Of these, with all ten devices.</param>
/// <param name="Chained">Of these, with filter FORWARD on both hosts.</param>
internal sealed record Coverage(int Witnessed, IReadOnlyDictionary<string, int> Missed, int Unreported, int Walks, int Whole, int Chained)
{
    private const int VxlanPort = 4789;
    private const int Devices = 10;

    private static readonly CapturePoint Witness = new("", CapturePointKind.Container, "witness");

    /// <summary>The margin excluded at both ends, since listeners start and end one after another.</summary>
    private static readonly TimeSpan Edge = TimeSpan.FromMilliseconds(300);

    /// <summary>Returns the path of the walk's output (--json), stored beside its captures.</summary>
    public static string WalkFile(string folder) => Path.Combine(folder, "walk.json");

    /// <summary>Returns the period in which a walk listened, from its captures.</summary>
    public static (DateTime Begin, DateTime End) Window(string folder)
    {
        var times = Captures(folder).Values.Select(capture => capture.Select(frame => frame.Time)).ToList();
        return (times.Max(device => device.Min()) + Edge, times.Min(device => device.Max()) - Edge);
    }

    public static Coverage Of(IReadOnlyList<Frame> witness, string folder)
    {
        var (begin, end) = Window(folder);
        // One device shows a large frame where the next shows its segments.
        var all = Segments.Split(new Dictionary<CapturePoint, IReadOnlyList<Frame>>(Captures(folder)) { [Witness] = witness });
        var seen = all[Witness].Where(frame => frame.Time >= begin && frame.Time <= end).ToList();
        // JSON Lines: one packet per line, then a summary.
        var packets = File.ReadLines(WalkFile(folder)).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("packet", out _)).Select(line => line.GetProperty("packet")).ToList();
        var last = packets.SelectMany(packet => packet.GetProperty("hops").EnumerateArray()).Where(IsDevice)
            .Max(hop => hop.GetProperty("time").GetDateTime());
        return new Coverage(
            seen.Count,
            all.Where(place => place.Key != Witness).ToDictionary(
                place => place.Key.Device,
                place => Missing(seen.Select(frame => Key(frame.Packet)), place.Value.Select(frame => Key(frame.Packet)))),
            Missing(seen.Where(frame => frame.Time < last - Edge).Select(frame => Key(frame.Packet)), packets.Select(Key)),
            packets.Count,
            packets.Count(packet => packet.GetProperty("hops").EnumerateArray().Count(IsDevice) == Devices),
            packets.Count(packet => packet.GetProperty("hops").EnumerateArray()
                .Where(hop => hop.TryGetProperty("chain", out var chain) && chain.GetString() == "FORWARD")
                .Select(hop => hop.GetProperty("host").GetString()).Distinct().Count() == 2));
    }

    private static bool IsDevice(JsonElement hop) => hop.TryGetProperty("device", out _);

    /// <summary>A packet's identity: the fields that neither bridge nor tunnel changes.</summary>
    private static (string, int, uint, uint, int) Key(Packet packet) =>
        ($"{packet.Source} {packet.Name}", packet.Id, packet.Sequence, packet.Acknowledged, packet.Payload.Length);

    private static (string, int, uint, uint, int) Key(JsonElement packet) => (
        $"{packet.GetProperty("source").GetString()} {packet.GetProperty("name").GetString()}",
        packet.GetProperty("id").GetInt32(), packet.GetProperty("sequence").GetUInt32(),
        packet.GetProperty("acknowledged").GetUInt32(), packet.GetProperty("data").GetInt32());

    /// <summary>Counts missing packets; a packet seen twice must be present twice.</summary>
    private static int Missing<T>(IEnumerable<T> wanted, IEnumerable<T> found)
        where T : notnull
    {
        var left = found.CountBy(key => key).ToDictionary();
        return wanted.Count(key => (left[key] = left.GetValueOrDefault(key) - 1) < 0);
    }

    /// <summary>Reads the captures. Only connections between the two count, not the pings that compare clocks.</summary>
    private static Dictionary<CapturePoint, IReadOnlyList<Frame>> Captures(string folder) =>
        Directory.EnumerateFiles(folder, "*.pcap").ToDictionary(
        file => new CapturePoint("", CapturePointKind.Nic, Path.GetFileNameWithoutExtension(file)),
        file => (IReadOnlyList<Frame>)[.. FrameParser.ParseAll(File.ReadAllBytes(file), VxlanPort, _ => { })
            .Where(frame => frame.Packet.Protocol == Protocol.Tcp)]);
}
