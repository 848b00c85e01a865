using ChatAspire.Lab.Faults;

namespace ChatAspire.Lab.Challenges;

/// <summary>Turns a host's differences into remarks that state how many lines of each kind differ, but not the lines themselves.</summary>
internal static class StateRemarks
{
    /// <summary>Kinds that are counted together → the name of their group.</summary>
    private static readonly Dictionary<string, string> Groups = new()
    {
        [StateKinds.Iptables] = "firewall",
        [StateKinds.Ip6tables] = "firewall",
        [StateKinds.LegacyIptables] = "firewall",
        [StateKinds.Nft] = "firewall",
    };

    public static IEnumerable<Remark> Of(StateComparison all)
    {
        var harmful = all.Harmful();
        var kinds = harmful.Surplus.Concat(harmful.Missing).Select(line => Group(line)).Distinct();
        foreach (var kind in kinds)
        {
            var (surplus, missing) = (Count(harmful.Surplus, kind), Count(harmful.Missing, kind));
            yield return kind == "firewall"
                ? new Remark(RemarkKind.Broad, "left-firewall", all.Host, $"{missing}", $"{surplus}")
                : new Remark(RemarkKind.Broad, "left", all.Host, $"{ChallengeWords.KindPrefix}{kind}", $"{Math.Max(surplus, missing)}");
        }
    }

    /// <summary>Returns the group of a line: "firewall" for all kinds of firewall rules, otherwise the line's kind.</summary>
    public static string Group(StateLine line) => Groups.GetValueOrDefault(line.Kind, line.Kind);

    private static int Count(IEnumerable<StateLine> lines, string kind) => lines.Count(line => Group(line) == kind);
}
