namespace ChatAspire.Lab.Challenges;

/// <summary>Checks whether a challenge is solved, by the hosts' state and by traffic through the lab.</summary>
/// <param name="recovery">The longest time to wait for nodes to reconnect once the fault is gone.</param>
internal sealed class ChallengeCheck(ChallengeLab place, ChallengeRecord record, TimeSpan recovery)
{
    /// <summary>Compares the hosts' state, sends traffic and probes the lab's steps; runs a walk only if no symptom remains.</summary>
    /// <param name="beforeWalk">Called before the walk.</param>
    /// <returns>The symptoms that remain; empty if the challenge is solved.</returns>
    public async Task<IReadOnlyList<Remark>> JudgeAsync(Action beforeWalk, CancellationToken cancellation)
    {
        var isPresent = await place.IsPresentAsync(cancellation);
        var reading = place.ReadStatesAsync(cancellation);
        // While the fault is present, the lab's own steps are not probed, because their findings might reveal the fault.
        var steps = isPresent
            ? Task.FromResult<IReadOnlyList<Remark>>([])
            : new LabStepChecks(place.Lab, _ => { }).ProbeAsync(cancellation);
        var health = new LabHealth(place.Lab);
        var traffic = isPresent ? await health.ProbeAsync(cancellation) : await health.ProbeUntilAsync(recovery, cancellation);
        var states = ChallengeLab.Compare(record, await reading, isPresent).SelectMany(StateRemarks.Of);
        List<Remark> remarks = [.. traffic, .. states, .. await steps];
        if (isPresent)
        {
            remarks.Insert(traffic.Count, new(RemarkKind.Cause, traffic.Count > 0 ? "cause" : "cause-hidden"));
        }

        if (remarks.Count == 0)
        {
            beforeWalk();
            if (await ChallengeWalk.RunAsync(place.Lab, place.Case.Ends, cancellation) is { } lost)
            {
                remarks.Add(lost);
            }
        }

        return remarks;
    }
}
