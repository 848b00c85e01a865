using System.Globalization;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Output;

/// <summary>Formats one packet as lines from top to bottom: its hosts, tables and devices in order.</summary>
internal static class PacketLadder
{
    /// <summary>Formats a packet's title and its hops.</summary>
    /// <param name="start">The time that counts as 0 ms.</param>
    /// <param name="inFull">True to show every hop; false to show only the number of devices and the time the packet took.</param>
    public static IEnumerable<LadderLine> Lines(int number, PacketWalk walk, DateTime start, bool inFull)
    {
        yield return new(LadderTone.Plain, "");
        yield return new(LadderTone.Packet, Title(number, walk, start));
        if (!inFull)
        {
            yield return new(LadderTone.Note, string.Create(CultureInfo.InvariantCulture,
                $"   {Devices(walk.Devices.Count())} in {(walk.End - walk.Start).TotalMilliseconds:0.000} ms"));
            yield break;
        }

        var host = "";
        var addresses = (walk.Packet.Source, walk.Packet.Destination);
        foreach (var (index, hop) in walk.Hops.Index())
        {
            if (hop.Host != host)
            {
                host = hop.Host;
                yield return new(LadderTone.Host, $"   {host}");
            }

            if (hop is ChainHop { Traversal: var traversal })
            {
                foreach (var line in Chain(traversal))
                {
                    yield return line;
                }

                continue;
            }

            var device = (DeviceHop)hop;
            var seen = (device.Frame.Packet.Source, device.Frame.Packet.Destination);
            if (seen != addresses)
            {
                yield return new(LadderTone.Translation,
                    $"              NAT  {addresses.Source} → {addresses.Destination}  becomes  {seen.Source} → {seen.Destination}");
                addresses = seen;
            }

            var tone = device.Frame.Tunnel is null ? LadderTone.Device : LadderTone.Tunnel;
            yield return new(tone, Device(device, walk.TimeAt(index), start));
        }

        if (!walk.Arrived)
        {
            yield return new(LadderTone.Failure, $"   ✗ not seen on {LastPoint(walk.Expected[^1])}");
        }
    }

    private static string Devices(int count) => count == 1 ? "1 device" : string.Create(CultureInfo.InvariantCulture, $"{count} devices");

    /// <summary>Formats a packet's number, kind, addresses, length and time in one line.</summary>
    public static string Title(int number, PacketWalk walk, DateTime start)
    {
        var packet = walk.Packet;
        var id = packet.Id > 0 && !packet.IsResolution
            ? string.Create(CultureInfo.InvariantCulture, $", {(packet.IsIpv6 ? "flow label" : "id")} {packet.Id}")
            : "";
        var data = packet.Protocol == Protocol.Tcp && packet.Payload.Length > 0
            ? string.Create(CultureInfo.InvariantCulture, $", {packet.Payload.Length} of data")
            : "";
        var time = string.Create(CultureInfo.InvariantCulture, $"at {(walk.Start - start).TotalMilliseconds:0.000} ms");
        return $"{number}. {packet.Name}  {packet.Source} → {packet.Destination}  {packet.Length} bytes{id}{data}, {time}";
    }

    /// <summary>Formats the device at which a packet should have arrived, with its host.</summary>
    public static string LastPoint(CapturePoint point) => point.Container is null ? $"{point} of {point.Host}" : $"{point}, {point.Host}";

    private static string Device(DeviceHop hop, (DateTime Time, bool IsUpperBound) at, DateTime start)
    {
        var content = hop.Frame.Tunnel is { } tunnel
            ? $"VXLAN {tunnel.Source.Address} → {tunnel.Destination}, VNI {tunnel.Vni}, {hop.Frame.Bytes} bytes"
            : $"{hop.Frame.SourceMac} → {hop.Frame.DestinationMac}";
        var segment = hop.Frame.OffloadedPacket is { } offloaded
            ? string.Create(CultureInfo.InvariantCulture, $", a segment of a packet of {offloaded.Length} bytes")
            : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"   {(at.IsUpperBound ? "≤" : " ")}{(at.Time - start).TotalMilliseconds,8:0.000} ms  {hop.Point,-18} {content}{segment}");
    }

    private static IEnumerable<LadderLine> Chain(ChainTraversal traversal)
    {
        string[] devices =
        [
            .. traversal.In.Length > 0 ? [$"in {traversal.In}"] : Array.Empty<string>(),
            .. traversal.Out.Length > 0 ? [$"out {traversal.Out}"] : Array.Empty<string>(),
        ];
        yield return new(LadderTone.Chain, $"              ├ {traversal.Table} {traversal.Hook} ({string.Join(", ", devices)})");
        foreach (var rule in traversal.Rules)
        {
            yield return new(rule.Verdict is "DROP" or "REJECT" ? LadderTone.Failure : LadderTone.Chain, $"              │   {Rule(rule)}");
        }
    }

    /// <summary>Formats a rule that the packet matched, or the end of a chain.</summary>
    public static string Rule(RuleMatch rule)
    {
        if (rule.Rule is not { } text)
        {
            return $"{rule.Chain}: end of chain, {rule.Verdict}";
        }

        return text.Contains(" -j ", StringComparison.Ordinal) ? text : $"{text} → {rule.Verdict}";
    }
}
