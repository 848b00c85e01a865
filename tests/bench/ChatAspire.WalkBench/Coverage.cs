using System.Text.Json;
using ChatAspire.Provisioner.Walk;

namespace ChatAspire.WalkBench;

/// <summary>What a walk saw, against the witness.</summary>
/// <param name="Witnessed">Packets that passed chat-b's device while all of the walk's listeners listened.</param>
/// <param name="Missed">Of these, per device, how many the walk's capture there does not have.</param>
/// <param name="Seconds">Between the first and the last of them.</param>
/// <param name="Walks">Packets that the walk reports.</param>
/// <param name="Whole">Of these, with all ten devices and filter FORWARD on both hosts.</param>
internal sealed record Coverage(int Witnessed, IReadOnlyDictionary<string, int> Missed, double Seconds, int Walks, int Whole)
{
    private const int VxlanPort = 4789;
    private const int Devices = 10;

    /// <summary>The edges are left out: listeners start and end one after another.</summary>
    private static readonly TimeSpan Edge = TimeSpan.FromMilliseconds(300);

    /// <summary>From when to when a walk listened, by its captures.</summary>
    public static (DateTime Begin, DateTime End) Window(string folder)
    {
        var times = Captures(folder).Select(capture => capture.Frames.Select(frame => frame.Time)).ToList();
        return (times.Max(device => device.Min()) + Edge, times.Min(device => device.Max()) - Edge);
    }

    public static Coverage Of(byte[] witness, string folder, string json)
    {
        var (begin, end) = Window(folder);
        var seen = Frames(witness).Where(frame => frame.Time >= begin && frame.Time <= end).ToList();
        var packets = JsonDocument.Parse(json).RootElement.GetProperty("packets").EnumerateArray().ToList();
        return new Coverage(
            seen.Count,
            Captures(folder).ToDictionary(capture => capture.Name, capture => Missing(seen, capture.Frames)),
            (end - begin).TotalSeconds,
            packets.Count,
            packets.Count(IsWhole));
    }

    /// <summary>The same packet twice must be there twice.</summary>
    private static int Missing(IReadOnlyList<Frame> seen, IReadOnlyList<Frame> captured)
    {
        var left = captured.GroupBy(frame => frame.Packet.Key).ToDictionary(group => group.Key, group => group.Count());
        return seen.Count(frame => left.GetValueOrDefault(frame.Packet.Key) is var count && (left[frame.Packet.Key] = count - 1) < 0);
    }

    private static bool IsWhole(JsonElement packet)
    {
        var hops = packet.GetProperty("hops").EnumerateArray().ToList();
        return hops.Count(hop => hop.TryGetProperty("device", out _)) == Devices
            && hops.Where(hop => hop.TryGetProperty("chain", out var chain) && chain.GetString() == "FORWARD").Select(hop => hop.GetProperty("host").GetString()).Distinct().Count() == 2;
    }

    private static List<(string Name, IReadOnlyList<Frame> Frames)> Captures(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.pcap").Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), Frames(File.ReadAllBytes(file))))];

    /// <summary>Connections between the two only: not the pings by which clocks are compared.</summary>
    private static IReadOnlyList<Frame> Frames(byte[] file) => [.. FrameParser.ParseAll(file, VxlanPort, _ => { }).Where(frame => frame.Packet.Protocol == Protocol.Tcp)];
}
