using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Inspection;

/// <summary>
/// Parses the output of <c>nft list ruleset</c>, which shows the rules of Docker's nftables backend. The output is text, not JSON, because
/// reports show rules as nft prints them. Verdict maps (interface name → chain) become chains too, because packets pass through them.
/// </summary>
internal static partial class NftRuleset
{
    // table ip docker-bridges {
    // 	map filter-forward-in-jumps {
    // 		type ifname : verdict
    // 		elements = { "docker0" : jump filter-forward-in__docker0,
    // 			     "vxlan-net" : jump filter-forward-in__vxlan-net }
    // 	}
    // 	chain filter-FORWARD {
    // 		type filter hook forward priority filter; policy accept;
    // 		oifname vmap @filter-forward-in-jumps
    // 	}
    // 	chain nat-prerouting-and-output {
    // 		iifname != "bridge1" tcp dport 8080 counter packets 0 bytes 0 dnat to 192.0.2.2:80 comment "DNAT"
    /// <param name="includes">
    /// Returns true for a table to parse, given its family and name. The caller leaves out the tables of iptables-nft, which iptables-save
    /// shows already.
    /// </param>
    public static IReadOnlyList<Chain> Parse(
        ReadOnlyMemory<byte> text, Func<string, bool> includes, string what, ICollection<ParseWarning> warnings)
    {
        var chains = new List<Chain>();
        List<Rule>? rules = null;
        var (table, wanted, inMap, leadsOn) = ("", false, false, false);
        foreach (var (index, raw) in Encoding.UTF8.GetString(text.Span).Split('\n').Index())
        {
            var line = raw.Trim();
            if (TableLine().Match(raw) is { Success: true } opened)
            {
                table = $"{opened.Groups["family"].Value} {opened.Groups["name"].Value}";
                (wanted, rules) = (includes(table), null);
            }
            else if (BlockLine().Match(raw) is { Success: true } block)
            {
                rules = [];
                inMap = block.Groups["kind"].Value != "chain";
                leadsOn = block.Groups["kind"].Value == "map";
                if (wanted)
                {
                    chains.Add(new Chain(table, block.Groups["name"].Value, null, 0, 0, rules));
                }
            }
            else if (line == "}")
            {
                rules = null; // lines after a block are not its rules
            }
            else if (raw.Length > 0 && raw[0] is not ('\t' or '#'))
            {
                (wanted, rules) = (false, null);
                warnings.Add(new ParseWarning($"{what}, line {index + 1}", $"not the start of a table: {line}"));
            }
            else if (line.Length == 0 || line[0] == '#' || !wanted)
            {
                continue;
            }
            else if (rules is null)
            {
                warnings.Add(new ParseWarning($"{what}, line {index + 1}", $"not in a chain: {line}"));
            }
            else if (HookLine().Match(line) is { Success: true } hook && rules.Count == 0 && !inMap)
            {
                chains[^1] = chains[^1] with
                {
                    Policy = hook.Groups["policy"].Value.ToUpperInvariant(),
                    Hook = hook.Groups["hook"].Value.Trim(),
                };
            }
            else if (!inMap)
            {
                rules.Add(ReadRule(rules.Count + 1, line));
                if (line.Contains('\t', StringComparison.Ordinal))
                {
                    warnings.Add(new ParseWarning($"{what}, line {index + 1}", $"more than one rule: {line}"));
                }
            }
            else
            {
                rules.AddRange(MapElement().Matches(line).Select(
                    element => new Rule(rules.Count + 1, element.Value, element.Groups["target"].Value, null, null)));
                leadsOn &= !OtherType().IsMatch(line);
                if (leadsOn && !MapLine().IsMatch(line))
                {
                    warnings.Add(new ParseWarning(
                        $"{what}, line {index + 1}", $"not a map's type, nor elements that jump to chains: {line}"));
                }
            }
        }

        return chains;
    }

    private static Rule ReadRule(int number, string line)
    {
        var counted = Counter().Match(line);
        var verdict = Verdict().Match(Quoted().Replace(line, "\"\""));
        return new Rule(
            number,
            line,
            verdict switch
            {
                { Success: false } => null,
                _ when verdict.Groups["target"] is { Success: true } target => target.Value,
                _ => verdict.Groups["verdict"].Value.ToUpperInvariant(),
            },
            Number("packets"),
            Number("bytes"));

        long? Number(string group) =>
            long.TryParse(counted.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    [GeneratedRegex(@"^table (?<family>\S+) (?<name>\S+) \{( #.*)?$")]
    private static partial Regex TableLine();

    [GeneratedRegex(@"^\t(?<kind>chain|map|set) (?<name>\S+) \{( #.*)?$")]
    private static partial Regex BlockLine();

    [GeneratedRegex(@"^type \S+ hook (?<hook>\S+ (device \S+ )?)priority [^;]+; policy (?<policy>\w+);$")]
    private static partial Regex HookLine();

    [GeneratedRegex("\"[^\"]+\" : (jump|goto) (?<target>[^\\s,}]+)")]
    private static partial Regex MapElement();

    /// <summary>Matches the type of a map whose values are not chains.</summary>
    [GeneratedRegex(@"^type(of)? .* : \S*(addr|service|proto|mark|ifname|classid)$")]
    private static partial Regex OtherType();

    [GeneratedRegex(
        "^(type|typeof|flags|size|comment|timeout|gc-interval|counter)\\b"
        + "|^(elements = \\{ )?(\"[^\"]+\" : (jump|goto) [^\\s,}]+(, | \\}|,)?)+$")]
    private static partial Regex MapLine();

    [GeneratedRegex(@"\bcounter packets (?<packets>\d+) bytes (?<bytes>\d+)")]
    private static partial Regex Counter();

    [GeneratedRegex(
        @"\b((jump|goto) (?<target>\S+)|vmap @?(?<target>\S+)"
        + @"|(?<verdict>accept|drop|reject|return|masquerade|dnat|snat|redirect)\b)")]
    private static partial Regex Verdict();

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"")]
    private static partial Regex Quoted();
}
