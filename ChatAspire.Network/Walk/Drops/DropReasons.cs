using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Walk.Drops;

/// <summary>Parses the names of the kernel's drop reasons, whose numbers differ between kernel versions.</summary>
internal static partial class DropReasons
{
    // print fmt: "skbaddr=%p rx_sk=%p protocol=%u location=%pS reason: %s", …, __print_symbolic(REC->reason, { 2, "NOT_SPECIFIED" }, …
    /// <summary>Parses the format file of the tracepoint skb:kfree_skb, and returns the names by number.</summary>
    public static IReadOnlyDictionary<int, string> Parse(string format) => Name().Matches(format)
        .Select(match => (Number: int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture), match.Groups["name"].Value))
        .DistinctBy(reason => reason.Number)
        .ToDictionary(reason => reason.Number, reason => reason.Value);

    [GeneratedRegex("""\{ (?<number>[0-9]{1,6}), "(?<name>[A-Z0-9_]+)" \}""")]
    private static partial Regex Name();
}
