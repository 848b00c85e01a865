using ChatAspire.Lab.Faults;

namespace ChatAspire.Lab.Challenges;

/// <summary>Puts differences of hosts into remarks that say how much differs, not what.</summary>
internal static class StateRemarks
{
    /// <summary>Kinds that are counted as one.</summary>
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

    /// <summary>The group of a line: its kind, or "firewall".</summary>
    public static string Group(StateLine line) => Groups.GetValueOrDefault(line.Kind, line.Kind);

    private static int Count(IEnumerable<StateLine> lines, string kind) => lines.Count(line => Group(line) == kind);
}
