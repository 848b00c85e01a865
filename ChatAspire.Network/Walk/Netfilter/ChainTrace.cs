using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Netfilter;

/// <summary>
/// Parses the output of <c>xtables-monitor --trace</c> of iptables-nft 1.8.9 and 1.8.13; the latter writes "iptables" for "-4" and
/// "ip6tables" for "-6". A PACKET line is printed whenever a marked packet enters a table at a hook, then a TRACE line for each rule that
/// it matches.
/// </summary>
// PACKET: 2 48525d81 IN=vxlan-net OUT=vxlan-net MACSRC=2:42:ac:12:0:16 MACDST=… SRC=172.18.0.22 DST=172.18.0.100 LEN=60 TOS=0x0 …
//         … TTL=64 ID=3416 DF SPORT=40202 DPORT=6379 SYN
//  TRACE: 2 48525d81 filter:FORWARD:rule:0x1a:JUMP:DOCKER-USER  -4 -t filter -A FORWARD -j DOCKER-USER
//  TRACE: 2 48525d81 filter:DOCKER-USER:rule:0x7:0xfffffffb  -4 -t filter -A DOCKER-USER -j RETURN
//  TRACE: 2 48525d81 nat:POSTROUTING:policy:ACCEPT
// PACKET: 10 a1030754 IN=br-a17ce385e331 MACPROTO=86dd SRC=fd00:17::2 DST=fd00:17::3 LEN=60 TC=0 HOPLIMIT=64 FLOWLBL=971266 SPORT=61234 …
//  TRACE: 10 a1030754 filter:FORWARD:rule:0x1a:JUMP:DOCKER-USER  -6 -t filter -A FORWARD -j DOCKER-USER
// A rule in a table of both families (1: inet) is printed without its text, and since 1.8.11 without a line end:
//  TRACE: 1 5a2c01f6 chatfw:input:rule:0x2:DROP
// Before 1.8.11, xtables-monitor exits at an IPv6 rule with ports, after printing it without its text:
//  TRACE: 10 f0bfa35c filter:DOCKER-USER:rule:0x1b:DROP  -6 -t filter
internal static partial class ChainTrace
{
    /// <summary>The verdict RETURN (NFT_RETURN, −5), for which xtables-monitor has no name.</summary>
    private const string Return = "0xfffffffb";

    /// <summary>Parses a trace into one traversal per packet, table and hook, in the order of the trace.</summary>
    /// <param name="report">Receives a description of each line or packet that was skipped.</param>
    public static IReadOnlyList<ChainTraversal> Parse(string text, Action<string> report)
    {
        var traversals = new List<(ChainTraversal Packet, List<RuleMatch> Rules)>();
        // Lines of packets on different processors may interleave; the trace id groups them until the kernel reuses it.
        var open = new Dictionary<string, List<RuleMatch>>();
        foreach (var line in LineEnd().Split(text))
        {
            if (PacketLine().Match(line) is { Success: true, Groups: var packet } && ParsePacket(line) is { } traversal)
            {
                traversals.Add((traversal, open[packet["id"].Value] = []));
            }
            else if (RuleLine().Match(line) is { Success: true } rule && open.TryGetValue(rule.Groups["id"].Value, out var rules))
            {
                rules.Add(ToRule(rule));
            }
            else if (line.Length > 0)
            {
                report($"a line of the chain trace: {line}");
            }
        }

        foreach (var (packet, _) in traversals.Where(traversal => traversal.Rules.Count == 0))
        {
            report($"a packet of the chain trace without its rules: {packet.Source} → {packet.Destination}, id {packet.Id}");
        }

        // The rules of the walk's own table are not part of the packet's path.
        return [.. traversals
            .Where(traversal => traversal.Rules.Count > 0
                && !traversal.Rules[0].Table.Contains($" {TraceTable.NamePrefix}", StringComparison.Ordinal))
            .Select(traversal => traversal.Packet with { Rules = traversal.Rules })];
    }

    /// <summary>
    /// The number of bytes to add to the length of an IPv6 packet: xtables-monitor adds the length of an IPv4 header (20), not of an IPv6
    /// header, to that of the payload.
    /// </summary>
    private const int MissingLength = Ipv6Header.Bytes - 20;

    private static ChainTraversal? ParsePacket(string line)
    {
        var fields = line.Split(' ')
            .Select(word => word.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0])
            .ToDictionary(group => group.Key, group => group.First()[1]);
        return IPAddress.TryParse(fields.GetValueOrDefault("SRC"), out var source)
            && IPAddress.TryParse(fields.GetValueOrDefault("DST"), out var destination)
            && Number("LEN") is { } length && (Number("ID") ?? Number("FLOWLBL")) is { } id
            ? new ChainTraversal(
                fields.GetValueOrDefault("IN", ""), fields.GetValueOrDefault("OUT", ""),
                new Endpoint(source, Number("SPORT") ?? 0), new Endpoint(destination, Number("DPORT") ?? 0),
                source.IsIpv6 ? length + MissingLength : length, id, Flags(line), [])
            : null;

        int? Number(string name) =>
            int.TryParse(fields.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static TcpFlags Flags(string line) => Enum.GetValues<TcpFlags>()
        .Where(flag => flag != TcpFlags.None && line.Contains($" {flag.ToString().ToUpperInvariant()} ", StringComparison.Ordinal))
        .Aggregate(TcpFlags.None, (flags, flag) => flags | flag);

    private static RuleMatch ToRule(Match line)
    {
        var verdict = line.Groups["verdict"].Value;
        return new RuleMatch(
            Firewall.TableName(line.Groups["inet"].Success ? "inet" : line.Groups["ip6"].Success ? "ip6" : "ip",
                line.Groups["table"].Value),
            line.Groups["chain"].Value,
            RuleText(line),
            verdict == Return ? "RETURN" : verdict);
    }

    private static string? RuleText(Match line)
    {
        // Before 1.8.11, xtables-monitor cannot print the type of an IPv6 reject: "-j REJECT --reject-with (null)".
        if (line.Groups["rule"] is { Success: true, Value: { Length: > 0 } rule } && !rule.Contains("(null)", StringComparison.Ordinal))
        {
            return rule;
        }

        return line.Groups["handle"] is { Success: true } handle
            ? $"handle {ulong.Parse(handle.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)}"
            : null;
    }

    [GeneratedRegex(@"\n| +(?=PACKET: | TRACE: )(?<= TRACE: (?:1 \S+ \S+:rule:\S+|10 \S+ \S+:rule:\S+ +-6 -t \S+) +)")]
    private static partial Regex LineEnd();

    [GeneratedRegex("^PACKET: (1|2|10) (?<id>[0-9a-f]+) ")]
    private static partial Regex PacketLine();

    [GeneratedRegex(
        @"^ TRACE: (?:(?<inet>1)|(?<ip6>10)|2) (?<id>[0-9a-f]+) (?<table>[^:\s]+):(?<chain>[^:\s]+):"
        + @"(?:rule:0x(?<handle>[0-9a-f]{1,16}):(?<verdict>\S+)"
        + @"(?(inet)|\s+(?:-[46]|ip6?tables) -t \S+(?(ip6)( (?<rule>-A .*?))?| (?<rule>-A .*?)))"
        + @"|(?:policy|return):(?<verdict>\S+))\s*$")]
    private static partial Regex RuleLine();
}
