using ChatAspire.Network.Drawing;
using ChatAspire.Network.Walk.Capture;

namespace ChatAspire.Network.Walk.Output;

/// <summary>The chapter's own way, host by host: the commands as it types them, and what they showed.</summary>
internal static class LogRulesOutput
{
    public static IEnumerable<LadderLine> Lines(WalkReport report)
    {
        foreach (var tap in report.Taps)
        {
            if (tap.Book is not { } book)
            {
                continue;
            }

            yield return new(LadderTone.Plain, "");
            yield return new(LadderTone.Host, $"{tap.Host}, as in sections 3-3 and 3-4; of each device the first {LogRulesPlan.Most} packets at most");
            foreach (var (rule, packets) in book.Rules)
            {
                yield return new(LadderTone.Packet, $"   # {rule}");
                yield return new(LadderTone.Note, packets is { } met ? met == 1 ? "   1 packet met it" : $"   {met} packets met it" : "   not placed: there is no such chain here");
            }

            yield return new(LadderTone.Packet, $"   # dmesg | grep {string.Join(' ', LogRulesPlan.Prefixes.Select(prefix => $"-e \"{prefix}\""))}");
            if (book.Log.Count > 0 && !book.IsOwnLog)
            {
                yield return new(LadderTone.Note, "   the machine's kernel logs for all hosts on it: these are the lines of all of them");
            }

            foreach (var line in book.Log)
            {
                yield return new(LadderTone.Plain, $"   {Printable.Of(line)}");
            }

            if (book.Silence is { } why)
            {
                yield return new(LadderTone.Note, $"   silent: {why}");
            }

            foreach (var (reading, lines) in book.Readings)
            {
                yield return new(LadderTone.Packet, $"   # {reading}");
                foreach (var line in lines.Length > 0 ? lines.Split('\n').Select(line => Printable.Of(line.TrimEnd('\r'))) : ["(nothing)"])
                {
                    yield return new(lines.Length > 0 ? LadderTone.Plain : LadderTone.Note, $"   {line}");
                }
            }
        }
    }
}
