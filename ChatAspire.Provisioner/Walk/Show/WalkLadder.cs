using System.Globalization;

namespace ChatAspire.Provisioner.Walk.Show;

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
        foreach (var (host, clock) in report.Clocks.Skip(1))
        {
            yield return new(LadderTone.Note, clock.Uncertainty is { } uncertainty
                ? $"{host}'s clock is {Microseconds(clock.Offset)} µs ahead (± {Microseconds(uncertainty)} µs); its times are corrected by that"
                : $"{host}'s clock could not be compared: no packet crossed both ways");
        }

        if (report.Outcome is { } outcome)
        {
            yield return new(outcome.Succeeded ? LadderTone.Note : LadderTone.Trouble, $"{(outcome.Succeeded ? "it went well" : "it failed")}: {outcome.Said}");
        }

        var begin = report.Packets.Count > 0 ? report.Packets[0].Begin : default;
        var shown = new HashSet<(bool, string, Place)>();
        foreach (var (number, walk) in report.Packets.Index())
        {
            // A bare acknowledgement tells nothing that the packet it acknowledges has not told.
            var whole = all || !walk.Arrived || (walk.Packet.Name != "ACK" && shown.Add((walk.IsForward, walk.Packet.Name, walk.Expected[0])));
            foreach (var line in Packet(number + 1, walk, begin, whole))
            {
                yield return line;
            }
        }

        foreach (var note in report.Notes)
        {
            yield return new(LadderTone.Note, note);
        }

        yield return new(LadderTone.Plain, "");
        if (report.Trouble is { } trouble)
        {
            yield return new(LadderTone.Trouble, $"✗ {trouble}");
            yield return new(LadderTone.Trouble, $"  → on {trouble.Host}: {trouble.Cure}");
        }
        else
        {
            yield return new(LadderTone.Plain, report.Packets.Count == 0 ? "No packet was seen." : $"✓ {report.Packets.Count} packets, all arrived.");
        }
    }

    private static IEnumerable<LadderLine> Packet(int number, PacketWalk walk, DateTime begin, bool whole)
    {
        var packet = walk.Packet;
        yield return new(LadderTone.Plain, "");
        yield return new(LadderTone.Packet, string.Create(CultureInfo.InvariantCulture,
            $"{number}. {packet.Name}  {packet.Source} → {packet.Destination}  {packet.Length} bytes{(packet.Id > 0 ? $", id {packet.Id}" : "")}{Data(packet)}, at {(walk.Begin - begin).TotalMilliseconds:0.000} ms"));
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
        // A bridge shows its own copy of a frame after it has sent the frame on.
        var next = walk.Hops.Skip(index + 1).OfType<DeviceHop>().FirstOrDefault(later => later.Host == hop.Host);
        var late = next is not null && next.Time < hop.Time;
        var time = ((late ? next!.Time : hop.Time) - begin).TotalMilliseconds;
        var what = hop.Frame.Tunnel is { } tunnel
            ? $"VXLAN {tunnel.Source.Address} → {tunnel.Destination}, VNI {tunnel.Vni}, {hop.Frame.Bytes} bytes"
            : $"{hop.Frame.SourceMac} → {hop.Frame.DestinationMac}";
        return string.Create(CultureInfo.InvariantCulture, $"   {(late ? "≤" : " ")}{time,8:0.000} ms  {hop.Place,-18} {what}");
    }

    private static IEnumerable<LadderLine> Chain(ChainPass pass)
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
