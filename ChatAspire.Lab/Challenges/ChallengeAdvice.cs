using ChatAspire.Lab.Faults;

namespace ChatAspire.Lab.Challenges;

/// <summary>Builds remarks on a learner's attempts from the changes to the hosts and from the last check.</summary>
internal static class ChallengeAdvice
{
    /// <param name="faultHost">The name of the host on which the fault was made.</param>
    /// <param name="isPresent">True while the fault is present.</param>
    /// <param name="states">Host name → current state.</param>
    public static IReadOnlyList<Remark> Of(
        ChallengeRecord record, string faultHost, bool isPresent, IReadOnlyDictionary<string, HostState> states)
    {
        if (record.Solved is not null)
        {
            return [new(RemarkKind.Lab, "advice-solved")];
        }

        var changes = ChallengeLab.Compare(record, states, isPresent);
        List<Remark> advice = [];
        if (!isPresent)
        {
            advice.Add(new(RemarkKind.Cause, record.Attempts is [.., { IsSolved: false }] ? "advice-gone" : "advice-check"));
        }

        foreach (var host in changes)
        {
            var lines = host.Surplus.Concat(host.Missing).ToList();
            if (lines.Where(line => line.Kind is not (StateKinds.Started or StateKinds.Identity))
                .Select(StateRemarks.Group).Distinct().ToList() is { Count: > 0 } kinds)
            {
                var key = !isPresent ? "advice-left" : host.Host == faultHost ? "advice-near" : "advice-elsewhere";
                advice.AddRange(kinds.Select(kind => new Remark(RemarkKind.Broad, key, $"{ChallengeWords.KindPrefix}{kind}", host.Host)));
            }

            if (isPresent)
            {
                advice.AddRange(host.Surplus.Where(line => line.Kind == StateKinds.Started)
                    .Select(line => new Remark(RemarkKind.Lab, "advice-restarted", line.Text.Split(' ')[0])));
            }
        }

        if (advice.Count == 0)
        {
            advice.Add(new(RemarkKind.Lab, "advice-nothing"));
        }

        return record.Attempts is [.., { IsSolved: false } last]
            ? [.. advice, new(RemarkKind.Lab, "advice-last"), .. last.Remarks]
            : advice;
    }
}
