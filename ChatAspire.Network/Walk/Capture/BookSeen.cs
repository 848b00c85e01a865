using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>What the chapter's own way showed on one host.</summary>
/// <param name="Rules">Each with the number of packets that it met; null where it could not be placed.</param>
/// <param name="Log">The kernel's lines, as they are.</param>
/// <param name="Silence">Why there are none; null where there are.</param>
/// <param name="IsOwnLog">The host has a kernel to itself; else the lines are all hosts'.</param>
/// <param name="Readings">Each with tcpdump's lines.</param>
internal sealed partial record LogRulesResult(
    IReadOnlyList<(LogRule Rule, long? Packets)> Rules, IReadOnlyList<string> Log, string? Silence, bool IsOwnLog, IReadOnlyList<(BookReading Reading, string Lines)> Readings)
{
    /// <param name="file">A file of the tap's, by its name; empty where there is none.</param>
    /// <param name="skipped">Told what was not read.</param>
    public static LogRulesResult Of(LogRulesPlan plan, Func<string, string> file, Action<string> skipped)
    {
        var placed = Placed(file(CaptureScript.BookRules), skipped);
        foreach (var other in placed.Where(found => !plan.Rules.Any(found.Is)))
        {
            skipped($"a rule that is none of the walk's: {other.Table} {other.Chain} {other.Rule}");
        }

        List<(LogRule, long?)> rules = [.. plan.Rules.Select(rule => (rule, placed.FirstOrDefault(found => found.Is(rule))?.Packets))];
        string[] log = [.. file(CaptureScript.BookLog).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        var isOwn = file(CaptureScript.BookNamespace).Length > 0;
        return new LogRulesResult(rules, log, log.Length > 0 ? null : WhySilent(rules, file(CaptureScript.BookErrors).Trim(), isOwn), isOwn,
            [.. plan.Readings.Select((reading, i) => (reading, file(CaptureScript.Reading(i)).TrimEnd('\n')))]);
    }

    private static string WhySilent(IReadOnlyList<(LogRule Rule, long? Packets)> rules, string errors, bool isOwnLog) =>
        errors.Length > 0 ? errors
        : rules.All(rule => rule.Packets is null or 0) ? "no packet met one of these rules"
        : isOwnLog ? "the rules met packets, and the kernel's log has no line of them: LOG writes at level warning"
        : "the rules met packets, and the kernel keeps silent: this host is a container, and for a network namespace other than the machine's own "
            + "LOG writes nothing. `sysctl -w net.netfilter.nf_log_all_netns=1` on the machine itself makes it speak (0 is how it was); chatlab does not touch it";

    // nat [1:60] -A PREROUTING -p tcp -m multiport --ports 5000 -m comment --comment chatlab-walk-1a2b3c4d -j LOG --log-prefix "PREROUTING: "
    private static List<Found> Placed(string text, Action<string> skipped)
    {
        var placed = new List<Found>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (SavedRule().Match(line) is { Success: true } match)
            {
                placed.Add(new Found(
                    match.Groups["table"].Value, match.Groups["chain"].Value, match.Groups["rule"].Value, long.Parse(match.Groups["packets"].ValueSpan, CultureInfo.InvariantCulture)));
            }
            else
            {
                skipped($"a rule: {line}");
            }
        }

        return placed;
    }

    [GeneratedRegex("""^(?<table>\w+) \[(?<packets>[0-9]{1,18}):[0-9]+\] -A (?<chain>\S+) (?<rule>[^"]*"[^"]*")$""")]
    private static partial Regex SavedRule();

    private sealed record Found(string Table, string Chain, string Rule, long Packets)
    {
        /// <summary>iptables-save writes addresses with their mask, and in front; the match's own words are all there.</summary>
        public bool Is(LogRule rule) => Table == rule.Table && Chain == rule.Chain && rule.Match.Split(' ').All(word => Rule.Contains(word, StringComparison.Ordinal));
    }
}
