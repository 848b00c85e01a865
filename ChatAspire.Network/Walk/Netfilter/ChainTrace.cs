using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Netfilter;

/// <summary>
/// Reads <c>xtables-monitor --trace</c> (iptables-nft; seen on 1.8.9 and 1.8.13, where "-4" is "iptables"): a PACKET line whenever a marked packet enters a
/// table at a hook, then a TRACE line for each rule that it matches.
/// </summary>
// PACKET: 2 48525d81 IN=vxlan-net OUT=vxlan-net MACSRC=2:42:ac:12:0:16 MACDST=… SRC=172.18.0.22 DST=172.18.0.100 LEN=60 TOS=0x0 TTL=64 ID=3416 DF SPORT=40202 DPORT=6379 SYN
//  TRACE: 2 48525d81 filter:FORWARD:rule:0x1a:JUMP:DOCKER-USER  -4 -t filter -A FORWARD -j DOCKER-USER
//  TRACE: 2 48525d81 filter:DOCKER-USER:rule:0x7:0xfffffffb  -4 -t filter -A DOCKER-USER -j RETURN
//  TRACE: 2 48525d81 nat:POSTROUTING:policy:ACCEPT
// Of a table of both families (1: inet) it spells no rule, and since 1.8.11 it does not end the line either:
//  TRACE: 1 5a2c01f6 chatfw:input:rule:0x2:DROP
internal static partial class ChainTrace
{
    /// <summary>The number of RETURN (NFT_RETURN, −5), which xtables-monitor has no name for.</summary>
    private const string Return = "0xfffffffb";

    /// <param name="skipped">Told what was not read, and why.</param>
    public static IReadOnlyList<ChainTraversal> Parse(string text, Action<string> skipped)
    {
        var passes = new List<(ChainTraversal Packet, List<RuleMatch> Rules)>();
        // Lines of two packets on two processors may alternate; the number ties them, until it is used again.
        var open = new Dictionary<string, List<RuleMatch>>();
        foreach (var line in LineEnd().Split(text))
        {
            if (PacketLine().Match(line) is { Success: true, Groups: var packet } && ParsePacket(line) is { } pass)
            {
                passes.Add((pass, open[packet["id"].Value] = []));
            }
            else if (RuleLine().Match(line) is { Success: true } rule && open.TryGetValue(rule.Groups["id"].Value, out var rules))
            {
                rules.Add(ToRule(rule));
            }
            else if (line.Length > 0)
            {
                skipped($"a line of the chain trace: {line}");
            }
        }

        foreach (var (packet, _) in passes.Where(pass => pass.Rules.Count == 0))
        {
            skipped($"a packet of the chain trace without its rules: {packet.Source} → {packet.Destination}, id {packet.Id}");
        }

        // Our own table's marking rules are no part of the packet's way.
        return [.. passes
            .Where(pass => pass.Rules.Count > 0 && !pass.Rules[0].Table.StartsWith($"ip {CaptureScript.TablePrefix}", StringComparison.Ordinal))
            .Select(pass => pass.Packet with { Rules = pass.Rules })];
    }

    private static ChainTraversal? ParsePacket(string line)
    {
        var fields = line.Split(' ')
            .Select(word => word.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0])
            .ToDictionary(group => group.Key, group => group.First()[1]);
        return IPAddress.TryParse(fields.GetValueOrDefault("SRC"), out var source)
            && IPAddress.TryParse(fields.GetValueOrDefault("DST"), out var destination)
            && Number("LEN") is { } length && Number("ID") is { } id
            ? new ChainTraversal(
                fields.GetValueOrDefault("IN", ""), fields.GetValueOrDefault("OUT", ""),
                new Endpoint(source, Number("SPORT") ?? 0), new Endpoint(destination, Number("DPORT") ?? 0), length, id, Flags(line), [])
            : null;

        int? Number(string name) => int.TryParse(fields.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static TcpFlags Flags(string line) => Enum.GetValues<TcpFlags>()
        .Where(flag => flag != TcpFlags.None && line.Contains($" {flag.ToString().ToUpperInvariant()} ", StringComparison.Ordinal))
        .Aggregate(TcpFlags.None, (flags, flag) => flags | flag);

    private static RuleMatch ToRule(Match line)
    {
        var verdict = line.Groups["verdict"].Value;
        return new RuleMatch(
            Firewall.TableName(line.Groups["inet"].Success ? "inet" : "ip", line.Groups["table"].Value),
            line.Groups["chain"].Value,
            line.Groups["rule"] is { Success: true, Value: { Length: > 0 } rule } ? rule
                : line.Groups["handle"] is { Success: true } handle ? $"handle {ulong.Parse(handle.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)}"
                : null,
            verdict == Return ? "RETURN" : verdict);
    }

    [GeneratedRegex(@"\n| +(?=PACKET: | TRACE: )(?<= TRACE: 1 \S+ \S+:rule:\S+ +)")]
    private static partial Regex LineEnd();

    [GeneratedRegex("^PACKET: [12] (?<id>[0-9a-f]+) ")]
    private static partial Regex PacketLine();

    [GeneratedRegex(@"^ TRACE: (?:(?<inet>1)|2) (?<id>[0-9a-f]+) (?<table>[^:\s]+):(?<chain>[^:\s]+):(?:rule:0x(?<handle>[0-9a-f]{1,16}):(?<verdict>\S+)(?(inet)|\s+(?:-4|iptables) -t \S+ (?<rule>-A .*?))|(?:policy|return):(?<verdict>\S+))\s*$")]
    private static partial Regex RuleLine();
}
