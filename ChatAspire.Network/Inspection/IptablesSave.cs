using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Inspection;

/// <summary>
/// Reads the output of <c>iptables-save -c</c>: all tables with counters, in the same format for both backends of iptables.
/// </summary>
internal static partial class IptablesSave
{
    // *nat
    // :PREROUTING ACCEPT [12:720]
    // :DOCKER - [0:0]
    // [3:180] -A DOCKER ! -i vxlan-net -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.11:5000
    // COMMIT
    public static IReadOnlyList<Chain> Parse(ReadOnlyMemory<byte> text, string what, ICollection<ParseWarning> warnings)
    {
        var chains = new List<Chain>();
        var rules = new Dictionary<(string Table, string Chain), List<Rule>>();
        var table = "";
        foreach (var (index, line) in Encoding.UTF8.GetString(text.Span).Split('\n').Index())
        {
            if (line is "" or "COMMIT" || line[0] == '#')
            {
                continue;
            }

            if (TableLine().Match(line) is { Success: true } opened)
            {
                table = opened.Groups["name"].Value;
            }
            else if (ChainLine().Match(line) is { Success: true } chain && Counters(chain) is var (policyPackets, policyBytes)
                && rules.TryAdd((table, chain.Groups["name"].Value), []))
            {
                var policy = chain.Groups["policy"].Value is var name and not "-" ? name : null;
                chains.Add(new Chain(
                    table, chain.Groups["name"].Value, policy, policyPackets, policyBytes, rules[(table, chain.Groups["name"].Value)]));
            }
            else if (RuleLine().Match(line) is { Success: true } rule && Counters(rule) is var (packets, bytes)
                && rules.TryGetValue((table, rule.Groups["name"].Value), out var before))
            {
                var ruleText = rule.Groups["text"].Value;
                before.Add(new Rule(before.Count + 1, ruleText, Target(ruleText), packets, bytes));
            }
            else
            {
                warnings.Add(new ParseWarning($"{what}, line {index + 1}", $"not a table, a chain, or a rule of a known chain: {line}"));
            }
        }

        return chains;
    }

    /// <summary>
    /// Returns the word after <c>-j</c> or <c>-g</c>; null if there is none. Quoted text is ignored, since a comment may contain anything.
    /// </summary>
    private static string? Target(string rule) =>
        Jump().Match(Quoted().Replace(rule, "\"\"")) is { Success: true } jump ? jump.Groups["target"].Value : null;

    private static (long Packets, long Bytes)? Counters(Match line) =>
        long.TryParse(line.Groups["packets"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var packets)
        && long.TryParse(line.Groups["bytes"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? (packets, bytes)
            : null;

    [GeneratedRegex(@"^\*(?<name>\w+)$")]
    private static partial Regex TableLine();

    [GeneratedRegex(@"^:(?<name>\S+) (?<policy>\S+) \[(?<packets>\d+):(?<bytes>\d+)\]$")]
    private static partial Regex ChainLine();

    /// <remarks>Does not match a line with a second "[0:0] -A": it contains two rules, because a line break was lost.</remarks>
    [GeneratedRegex(@"^\[(?<packets>\d+):(?<bytes>\d+)\] (?<text>-A (?<name>\S+)( (?!.*:\d+\] -A ).*)?)$")]
    private static partial Regex RuleLine();

    [GeneratedRegex(@" -[jg] (?<target>\S+)")]
    private static partial Regex Jump();

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"")]
    private static partial Regex Quoted();
}
