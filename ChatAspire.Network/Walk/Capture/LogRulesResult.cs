using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>The result of the LOG rules and listings on one host.</summary>
/// <param name="Rules">Each rule with the number of packets that matched it; null if the rule could not be added.</param>
/// <param name="Log">The lines of the kernel's log that the rules wrote during the walk.</param>
/// <param name="EmptyReason">The reason for an empty log; null if there are lines.</param>
/// <param name="IsOwnLog">True if the host has a kernel of its own; otherwise the log contains the lines of all hosts.</param>
/// <param name="Listings">Each listing with the lines that tcpdump printed.</param>
internal sealed partial record LogRulesResult(
    IReadOnlyList<(LogRule Rule, long? Packets)> Rules,
    IReadOnlyList<string> Log,
    string? EmptyReason,
    bool IsOwnLog,
    IReadOnlyList<(CaptureListing Listing, string Lines)> Listings)
{
    /// <summary>Reads the result from the files of a capture session.</summary>
    /// <param name="file">Returns a file's text by name; empty if it does not exist.</param>
    /// <param name="report">Receives a description of everything that was skipped.</param>
    public static LogRulesResult Read(LogRulesPlan plan, Func<string, string> file, Action<string> report)
    {
        var saved = Parse(file(CaptureScript.LogRules), report);
        foreach (var other in saved.Where(found => !plan.Rules.Any(found.Is)))
        {
            report($"a rule that the walk did not add: {other.Table} {other.Chain} {other.Rule}");
        }

        List<(LogRule, long?)> rules = [.. plan.Rules.Select(rule => (rule, saved.FirstOrDefault(found => found.Is(rule))?.Packets))];
        string[] log = [.. file(CaptureScript.KernelLog).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        var isOwn = file(CaptureScript.FirstNamespace).Length > 0;
        var emptyReason = log.Length > 0 ? null : ReasonForEmptyLog(rules, file(CaptureScript.LogRulesErrors).Trim(), isOwn);
        return new LogRulesResult(rules, log, emptyReason, isOwn,
            [.. plan.Listings.Select((listing, i) => (listing, file(CaptureScript.Listing(i)).TrimEnd('\n')))]);
    }

    private static string ReasonForEmptyLog(IReadOnlyList<(LogRule Rule, long? Packets)> rules, string errors, bool isOwnLog)
    {
        if (errors.Length > 0)
        {
            return errors;
        }

        if (rules.All(rule => rule.Packets is null or 0))
        {
            return "no packet matched a rule";
        }

        return isOwnLog
            ? "packets matched, but the kernel's log has no line for them; LOG writes at level warning"
            : "packets matched, but the kernel does not log them: this host is a container, and LOG is silent in network namespaces "
                + "other than the machine's own. To enable it, run `sysctl -w net.netfilter.nf_log_all_netns=1` on the machine itself "
                + "(default 0); chatlab does not change it";
    }

    // nat [1:60] -A PREROUTING -p tcp -m multiport --ports 5000 -m comment --comment chatlab-walk-1a2b3c4d -j LOG …
    // … --log-prefix "PREROUTING: "
    private static List<SavedLogRule> Parse(string text, Action<string> report)
    {
        var saved = new List<SavedLogRule>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (SavedRule().Match(line) is { Success: true } match)
            {
                saved.Add(new SavedLogRule(
                    match.Groups["table"].Value, match.Groups["chain"].Value, match.Groups["rule"].Value,
                    long.Parse(match.Groups["packets"].ValueSpan, CultureInfo.InvariantCulture)));
            }
            else
            {
                report($"a rule: {line}");
            }
        }

        return saved;
    }

    [GeneratedRegex("""^(?<table>\w+) \[(?<packets>[0-9]{1,18}):[0-9]+\] -A (?<chain>\S+) (?<rule>[^"]*"[^"]*")$""")]
    private static partial Regex SavedRule();

    private sealed record SavedLogRule(string Table, string Chain, string Rule, long Packets)
    {
        /// <summary>
        /// Reports whether this is the given rule. iptables-save adds masks to addresses and changes the order, but keeps every word of the
        /// match.
        /// </summary>
        public bool Is(LogRule rule) => Table == rule.Table && Chain == rule.Chain
            && rule.Match.Split(' ').All(word => Rule.Contains(word, StringComparison.Ordinal));
    }
}
