using System.Text.Json;

namespace ChatAspire.RealHosts.Tests.Faults;

/// <summary>Compares the verdict of a walk, and the order of its hops, with the packets that it shows.</summary>
internal static class Contradictions
{
    /// <summary>The causes with which traffic may go well: the kernel answers for a program that does not run.</summary>
    private static readonly string[] BesideSuccess = ["paused", "program-stopped"];

    /// <summary>The causes whose place is the last device that showed a packet.</summary>
    private static readonly string[] AtTheLastSighting = ["not-established", "underlay-lost"];

    /// <summary>Describes what contradicts what; empty if nothing does.</summary>
    /// <param name="walk">One walk of the output of <c>walk --json</c>.</param>
    public static IEnumerable<string> Of(JsonElement walk)
    {
        var clocks = walk.GetProperty("clocks").EnumerateObject().ToDictionary(clock => clock.Name, clock => Uncertainty(clock.Value));
        List<Packet> packets = [.. walk.GetProperty("packets").EnumerateArray().Select(Packet.Parse)];
        return packets.SelectMany(packet => OfPacket(packet, clocks))
            .Concat(walk.TryGetProperty("verdict", out var verdict) && verdict.ValueKind == JsonValueKind.Object
                ? OfVerdict(verdict, packets, IsSuccess(walk))
                : []);
    }

    private static IEnumerable<string> OfPacket(Packet packet, Dictionary<string, TimeSpan?> clocks)
    {
        foreach (var (earlier, later) in packet.Devices.Zip(packet.Devices.Skip(1)))
        {
            // Between hosts only as far as their clocks could be compared.
            var tolerance = earlier.Host == later.Host ? TimeSpan.Zero : clocks[earlier.Host] + clocks[later.Host];
            if (later.Time + tolerance < earlier.Time)
            {
                yield return $"{packet}: {later} comes after {earlier}, and showed it {earlier.Time - later.Time} before";
            }
        }

        foreach (var chain in packet.Hops.Where(hop => hop.Device is null && !packet.Devices.Any(device => device.Host == hop.Host)))
        {
            yield return $"{packet}: {chain} of a host that did not show it";
        }

        if (packet.Hops.FindIndex(hop => hop.IsDrop) is >= 0 and var drop
            && packet.Hops.Skip(drop + 1).FirstOrDefault(hop => hop.Device is not null) is { } after)
        {
            yield return $"{packet}: {packet.Hops[drop]} dropped it, and {after} showed it afterwards";
        }
    }

    private static IEnumerable<string> OfVerdict(JsonElement verdict, List<Packet> packets, bool isSuccess)
    {
        var (host, place, cause) = (Text(verdict, "host"), Text(verdict, "location"), Text(verdict, "causeId"));
        // A packet that a rule drops now and then is sent again.
        var isSentAgain = cause == "rule-drops" && packets.Exists(packet => packet.Hops.Exists(hop => hop.IsDrop));
        if (isSuccess && !isSentAgain && !BesideSuccess.Contains(cause))
        {
            yield return $"{cause} at {place} of {host}, although the traffic went well";
        }

        if (AtTheLastSighting.Contains(cause) && packets.Count > 0
            && !packets.Exists(packet => packet.Devices is [.., var last] && last.Host == host && $"{last}" == place))
        {
            yield return $"{cause} at {place} of {host}, which is the last sighting of no packet";
        }

        // A rule is behind the last sighting of a packet: on the same host, or on one that did not show the packet.
        if (cause == "rule-drops" && packets.Count > 0
            && packets.TrueForAll(packet => packet.Devices is not [.., var last] || (last.Host != host && packet.Devices.Any(
                device => device.Host == host))))
        {
            yield return $"{cause} at {place} of {host}, which every packet had left";
        }
    }

    private static bool IsSuccess(JsonElement walk) => walk.TryGetProperty("outcome", out var outcome)
        && outcome.ValueKind == JsonValueKind.Object && outcome.GetProperty("succeeded").GetBoolean();

    private static TimeSpan? Uncertainty(JsonElement clock) =>
        clock.TryGetProperty("uncertaintyMicroseconds", out var value) && value.ValueKind == JsonValueKind.Number
            ? TimeSpan.FromMicroseconds(value.GetDouble())
            : null;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <param name="Device">Null for a chain.</param>
    private sealed record Hop(string Host, string? Device, string? Container, DateTime? Time, string Chain, bool IsDrop)
    {
        public static Hop Parse(JsonElement hop) => new(
            Text(hop, "host"), Optional(hop, "device"), Optional(hop, "container"),
            hop.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String ? time.GetDateTime() : null,
            $"{Optional(hop, "table")} {Optional(hop, "chain")}",
            hop.TryGetProperty("rules", out var rules) && rules.ValueKind == JsonValueKind.Array
                && rules.EnumerateArray().Any(rule => Text(rule, "verdict") == "DROP"));

        public override string ToString() => Device is null ? Chain : Container is null ? Device : $"{Device} of {Container}";

        private static string? Optional(JsonElement hop, string name) =>
            hop.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private sealed record Packet(string Name, int Id, List<Hop> Hops)
    {
        public List<Hop> Devices { get; } = [.. Hops.Where(hop => hop.Device is not null)];

        public static Packet Parse(JsonElement packet) => new(
            Text(packet, "name"), packet.GetProperty("id").GetInt32(), [.. packet.GetProperty("hops").EnumerateArray().Select(Hop.Parse)]);

        public override string ToString() => $"{Name}, id {Id}";
    }
}
