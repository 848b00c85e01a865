namespace ChatAspire.Lab.Challenges;

/// <summary>Judges a lab by its state and by packets.</summary>
/// <param name="recovery">The time that nodes get to reconnect once the cause is gone.</param>
internal sealed class ChallengeCheck(ChallengeLab place, ChallengeRecord record, TimeSpan recovery)
{
    /// <summary>Looks at everything; follows packets last, and only if nothing else remains.</summary>
    /// <param name="beforeWalk">Called before packets are followed.</param>
    /// <returns>The symptoms that remain.</returns>
    public async Task<IReadOnlyList<Remark>> JudgeAsync(Action beforeWalk, CancellationToken cancellation)
    {
        var isPresent = await place.IsPresentAsync(cancellation);
        var reading = place.ReadStatesAsync(cancellation);
        // While the cause is present, the lab's own steps might name it.
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
