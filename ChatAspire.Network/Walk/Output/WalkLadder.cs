using System.Globalization;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Output;

/// <summary>What a line of the ladder is about; the terminal gives each a colour.</summary>
internal enum LadderTone
{
    Plain,
    Packet,
    Host,
    Device,
    Chain,
    Translation,
    Tunnel,
    Trouble,
    Note,
}

/// <summary>A line of text, without line end.</summary>
internal sealed record LadderLine(LadderTone Tone, string Text);

/// <summary>A walk as lines from top to bottom: each packet, each host, each device and chain in order, with times.</summary>
internal static class WalkLadder
{
    /// <param name="all">Every packet whole; else repetitions of a kind (another acknowledgement) take one line.</param>
    public static IEnumerable<LadderLine> Lines(WalkReport report, bool all)
    {
        yield return new(LadderTone.Packet, report.Title);
        foreach (var line in Clocks(report).Concat(Outcome(report)))
        {
            yield return line;
        }

        foreach (var (number, walk, whole) in Packets(report, all))
        {
            foreach (var line in Packet(number, walk, report.Begin, whole))
            {
                yield return line;
            }
        }

        if (Packets(report, all).Any(packet => packet.Whole && packet.Walk.Hops.Index().Any(hop => hop.Item is DeviceHop device && Time(device, packet.Walk, hop.Index, report.Begin).IsLate)))
        {
            yield return new(LadderTone.Plain, "");
            yield return new(LadderTone.Note, "≤: then or before. A bridge shows its own copy of a frame only after it has sent the frame on.");
        }

        foreach (var note in report.Notes)
        {
            yield return new(LadderTone.Note, note);
        }

        yield return new(LadderTone.Plain, "");
        if (report.Trouble is { } trouble)
        {
            yield return new(LadderTone.Trouble, $"✗ {trouble}");
            yield return new(LadderTone.Trouble, $"  → {trouble.Hint}");
        }
        else
        {
            var (count, arrived) = (report.Packets.Count, report.Packets.Count(walk => walk.Arrived));
            yield return new(LadderTone.Plain, count == 0 ? "No packet was seen."
                : arrived == count ? $"✓ {count} packets, all arrived."
                : $"✓ {arrived} of {count} packets arrived; what the others carried came all the same.");
        }
    }

    /// <summary>How the hosts' clocks compare.</summary>
    public static IEnumerable<LadderLine> Clocks(WalkReport report) => report.Clocks.Skip(1).Select(host => new LadderLine(
        LadderTone.Note, host.Value.Uncertainty is { } uncertainty
            ? $"{host.Key}'s clock is {Microseconds(host.Value.Offset.Duration())} µs {(host.Value.Offset < TimeSpan.Zero ? "behind" : "ahead")} (± {Microseconds(uncertainty)} µs); its times are corrected by that"
            : $"{host.Key}'s clock could not be compared: no packet crossed both ways"));

    /// <summary>How the walk's own traffic fared, where it made any.</summary>
    public static IEnumerable<LadderLine> Outcome(WalkReport report) => report.Outcome is not { } outcome ? [] :
        [new LadderLine(outcome.Succeeded ? LadderTone.Note : LadderTone.Trouble, $"{(outcome.Succeeded ? "it went well" : "it failed")}: {outcome.Said}")];

    /// <summary>All packets, numbered from 1, and whether each is to be shown whole.</summary>
    public static IEnumerable<(int Number, PacketWalk Walk, bool Whole)> Packets(WalkReport report, bool all)
    {
        var shown = new HashSet<(bool, string, CapturePoint, CapturePoint)>();
        foreach (var (index, walk) in report.Packets.Index())
        {
            // A bare acknowledgement tells nothing that the packet it acknowledges has not told.
            yield return (index + 1, walk, all || !walk.Arrived || (walk.Packet.Name != "ACK" && shown.Add((walk.IsForward, walk.Packet.Name, walk.Expected[0], walk.Expected[^1]))));
        }
    }

    /// <summary>What a packet is, in a line.</summary>
    public static string Title(int number, PacketWalk walk, DateTime begin)
    {
        var packet = walk.Packet;
        return string.Create(CultureInfo.InvariantCulture,
            $"{number}. {packet.Name}  {packet.Source} → {packet.Destination}  {packet.Length} bytes{(packet.Id > 0 ? $", id {packet.Id}" : "")}{Data(packet)}, at {(walk.Begin - begin).TotalMilliseconds:0.000} ms");
    }

    /// <summary>When a device had the packet, in milliseconds since the first packet; "≤" where it can only have been earlier.</summary>
    public static (bool IsLate, double Milliseconds) Time(DeviceHop hop, PacketWalk walk, int index, DateTime begin)
    {
        // A bridge shows its own copy of a frame after it has sent the frame on.
        var next = walk.Hops.Skip(index + 1).OfType<DeviceHop>().FirstOrDefault(later => later.Host == hop.Host);
        var late = next is not null && next.Time < hop.Time;
        return (late, ((late ? next!.Time : hop.Time) - begin).TotalMilliseconds);
    }

    private static IEnumerable<LadderLine> Packet(int number, PacketWalk walk, DateTime begin, bool whole)
    {
        var packet = walk.Packet;
        yield return new(LadderTone.Plain, "");
        yield return new(LadderTone.Packet, Title(number, walk, begin));
        if (!whole)
        {
            yield return new(LadderTone.Note, string.Create(CultureInfo.InvariantCulture,
                $"   {walk.Devices.Count()} devices in {(walk.End - walk.Begin).TotalMilliseconds:0.000} ms"));
            yield break;
        }

        var host = "";
        var addresses = (packet.Source, packet.Destination);
        foreach (var (index, hop) in walk.Hops.Index())
        {
            if (hop.Host != host)
            {
                host = hop.Host;
                yield return new(LadderTone.Host, $"   {host}");
            }

            if (hop is ChainHop { Pass: var pass })
            {
                foreach (var line in Chain(pass))
                {
                    yield return line;
                }

                continue;
            }

            var device = (DeviceHop)hop;
            var seen = device.Frame.Packet;
            if ((seen.Source, seen.Destination) != addresses)
            {
                yield return new(LadderTone.Translation, $"              NAT  {addresses.Source} → {addresses.Destination}  becomes  {seen.Source} → {seen.Destination}");
                addresses = (seen.Source, seen.Destination);
            }

            yield return new(device.Frame.Tunnel is null ? LadderTone.Device : LadderTone.Tunnel, Device(device, walk, index, begin));
        }

        if (!walk.Arrived)
        {
            yield return new(LadderTone.Trouble, $"   ✗ not seen on {walk.Expected[^1]} of {walk.Expected[^1].Host}".Replace(" of " + walk.Expected[^1].Container + " of ", $" of {walk.Expected[^1].Container}, ", StringComparison.Ordinal));
        }
    }

    private static string Device(DeviceHop hop, PacketWalk walk, int index, DateTime begin)
    {
        var (late, time) = Time(hop, walk, index, begin);
        var what = hop.Frame.Tunnel is { } tunnel
            ? $"VXLAN {tunnel.Source.Address} → {tunnel.Destination}, VNI {tunnel.Vni}, {hop.Frame.Bytes} bytes"
            : $"{hop.Frame.SourceMac} → {hop.Frame.DestinationMac}";
        what += hop.Frame.OffloadedPacket is { } large ? string.Create(CultureInfo.InvariantCulture, $", a segment of a packet of {large.Length} bytes") : "";
        return string.Create(CultureInfo.InvariantCulture, $"   {(late ? "≤" : " ")}{time,8:0.000} ms  {hop.Place,-18} {what}");
    }

    private static IEnumerable<LadderLine> Chain(ChainTraversal pass)
    {
        var way = string.Join(", ", new[] { pass.In.Length > 0 ? $"in {pass.In}" : null, pass.Out.Length > 0 ? $"out {pass.Out}" : null }.OfType<string>());
        yield return new(LadderTone.Chain, $"              ├ {pass.Table} {pass.Hook} ({way})");
        foreach (var rule in pass.Rules)
        {
            var tone = rule.Verdict is "DROP" or "REJECT" ? LadderTone.Trouble : LadderTone.Chain;
            yield return new(tone, $"              │   {(rule.Rule is { } text ? $"{text}{(text.Contains(" -j ", StringComparison.Ordinal) ? "" : $" → {rule.Verdict}")}" : $"{rule.Chain}: end of chain, {rule.Verdict}")}");
        }
    }

    private static string Data(Packet packet) => packet.Protocol == Protocol.Tcp && packet.Payload.Length > 0 ? $", {packet.Payload.Length} of data" : "";

    private static string Microseconds(TimeSpan time) => time.TotalMicroseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
