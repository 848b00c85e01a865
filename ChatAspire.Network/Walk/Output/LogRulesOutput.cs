using ChatAspire.Network.Drawing;
using ChatAspire.Network.Walk.Capture;

namespace ChatAspire.Network.Walk.Output;

/// <summary>
/// Formats the results of LOG rules and tcpdump listings per host: each command as it would be typed, followed by its output.
/// </summary>
internal static class LogRulesOutput
{
    public static IEnumerable<LadderLine> Lines(WalkReport report)
    {
        foreach (var capture in report.Captures)
        {
            if (capture.LogRules is not { } result)
            {
                continue;
            }

            yield return new(LadderTone.Plain, "");
            yield return new(LadderTone.Host,
                $"{capture.Host}, as in sections 3-3 and 3-4; at most {LogRulesPlan.MaxPackets} packets per device");
            foreach (var line in Rules(result).Concat(Log(result)).Concat(Listings(result)))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<LadderLine> Rules(LogRulesResult result)
    {
        foreach (var (rule, packets) in result.Rules)
        {
            yield return new(LadderTone.Packet, $"   # {rule}");
            yield return new(LadderTone.Note, packets switch
            {
                null => "   not added: there is no such chain",
                1 => "   1 packet matched",
                _ => $"   {packets} packets matched",
            });
        }
    }

    private static IEnumerable<LadderLine> Log(LogRulesResult result)
    {
        yield return new(LadderTone.Packet,
            $"   # dmesg | grep {string.Join(' ', LogRulesPlan.Prefixes.Select(prefix => $"-e \"{prefix}\""))}");
        if (result.Log.Count > 0 && !result.IsOwnLog)
        {
            yield return new(LadderTone.Note, "   the hosts share this machine's kernel, so its log contains the lines of all of them");
        }

        foreach (var line in result.Log)
        {
            yield return new(LadderTone.Plain, $"   {Printable.Of(line)}");
        }

        if (result.EmptyReason is { } reason)
        {
            yield return new(LadderTone.Note, $"   no lines: {reason}");
        }
    }

    private static IEnumerable<LadderLine> Listings(LogRulesResult result)
    {
        foreach (var (listing, lines) in result.Listings)
        {
            yield return new(LadderTone.Packet, $"   # {listing}");
            if (lines.Length == 0)
            {
                yield return new(LadderTone.Note, "   (nothing)");
                continue;
            }

            foreach (var line in lines.Split('\n'))
            {
                yield return new(LadderTone.Plain, $"   {Printable.Of(line.TrimEnd('\r'))}");
            }
        }
    }
}
