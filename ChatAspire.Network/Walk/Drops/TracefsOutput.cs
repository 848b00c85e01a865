using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Walk.Drops;

/// <summary>Parses the trace of an instance of tracefs in which only skb:kfree_skb is enabled.</summary>
// # entries-in-buffer/entries-written: 2/2   #P:2
//            curl-20258   [001] b.s3.  1234.567890: kfree_skb: skbaddr=00000000d1a23b45 rx_sk=0000000000000000 protocol=2048
//              location=nft_do_chain+0x1a2/0x620 reason: NETFILTER_DROP
// Before Linux 6.1, the location is a hidden address instead of a function's name.
internal static partial class TracefsOutput
{
    /// <summary>Indicates whether the buffer was too small, so that events were lost.</summary>
    public static bool IsCut(string text) => Entries().Match(text) is { Success: true, Groups: var field }
        && long.Parse(field["kept"].ValueSpan, CultureInfo.InvariantCulture)
            < long.Parse(field["written"].ValueSpan, CultureInfo.InvariantCulture);

    /// <param name="report">Receives every line that was skipped.</param>
    public static IReadOnlyList<PacketDrop> Parse(string text, Action<string> report)
    {
        var drops = new List<PacketDrop>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Line().Match(line) is { Success: true, Groups: var field })
            {
                drops.Add(new PacketDrop(field["reason"].Value, field["function"].Success ? field["function"].Value : null));
            }
            else if (line[0] != '#' && !Lost().IsMatch(line))
            {
                report(line.Trim());
            }
        }

        return drops;
    }

    [GeneratedRegex(
        @": kfree_skb: skbaddr=\S+ (rx_sk=\S+ )?protocol=[0-9]+ location=((?<function>[A-Za-z_][\w.]*)\+0x\S+|\S+)( \[\w+\])? "
        + @"reason: (?<reason>[A-Z0-9_]+|0x[0-9a-f]+|[0-9]+)\s*$")]
    private static partial Regex Line();

    // CPU:1 [LOST 12 EVENTS]
    [GeneratedRegex(@"^CPU:[0-9]+ \[LOST [0-9]+ EVENTS\]$")]
    private static partial Regex Lost();

    [GeneratedRegex("entries-in-buffer/entries-written: (?<kept>[0-9]{1,18})/(?<written>[0-9]{1,18}) ")]
    private static partial Regex Entries();
}
