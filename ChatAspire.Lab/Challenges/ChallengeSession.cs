using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Challenges;

/// <summary>Starts, checks and ends challenges on a lab.</summary>
/// <param name="session">The lab.</param>
/// <param name="report">Receives the key of each activity in <see cref="ChallengeWords"/> when it begins.</param>
public sealed class ChallengeSession(LabSession session, Action<string> report)
{
    /// <summary>The time that nodes get to reconnect after a cure.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(8);

    private readonly ChallengeStore _store = new(session.Directory);

    /// <summary>The record of the running challenge; null if none runs.</summary>
    public ChallengeRecord? Running => _store.Read();

    /// <summary>The records of all challenges on this lab, in order.</summary>
    public IReadOnlyList<ChallengeRecord> All => _store.ReadAll();

    /// <summary>The key in <see cref="ChallengeWords"/> of a challenge's mark in a list: solved, running, tried; null for none.</summary>
    internal string? MarkOf(string name)
    {
        var records = All.Where(record => record.Name == name).ToList();
        return records switch
        {
            [] => null,
            _ when records.Any(record => record.Solved is not null) => "mark-solved",
            _ when Running?.Name == name => "mark-running",
            _ => "mark-tried",
        };
    }

    /// <summary>Breaks the lab.</summary>
    /// <returns>The record, and the values of the placeholders in the challenge's texts.</returns>
    /// <exception cref="UserErrorException">A challenge runs, the lab does not work, or the fault cannot be made on it.</exception>
    public async Task<(ChallengeRecord Record, ChallengeCase Case)> StartAsync(
        Challenge challenge, long seed, CancellationToken cancellation)
    {
        if (_store.Read() is { } running)
        {
            throw new UserErrorException(
                $"Challenge {running.Name} {(running.Solved is null ? "is running" : "is solved, but not ended")} on this lab.",
                "End it first: chatlab challenge reset");
        }

        using var held = LabLock.Take(session.Directory, "challenge start");
        report("connecting");
        await using var lab = await session.OpenAsync(cancellation);
        var place = new ChallengeLab(lab, challenge, seed);
        report("looking");
        await RefuseBrokenAsync(lab, cancellation);
        var before = await place.ReadStatesAsync(cancellation);
        var record = new ChallengeRecord(challenge.Name, seed, DateTimeOffset.UtcNow)
        {
            Before = before.ToDictionary(host => host.Key, host => (IReadOnlyList<string>)[.. host.Value.Lines.Select(line => $"{line}")]),
        };
        // Stored before the fault is made, so that `reset` restores the lab also after this program was killed.
        _store.Write(record);
        report("breaking");
        await MakeAsync(place, cancellation);
        var after = await place.ReadStatesAsync(cancellation);
        record = record with { Own = [.. ChallengeLab.Compare(record, after, isPresent: false).SelectMany(host => host.Fingerprints())] };
        _store.Write(record);
        return (record, place.Case);
    }

    /// <summary>Checks the lab by its state and by packets.</summary>
    /// <exception cref="UserErrorException">No challenge runs, or the lab is not running.</exception>
    public async Task<Attempt> CheckAsync(CancellationToken cancellation)
    {
        var record = _store.ReadRunning();
        using var held = LabLock.Take(session.Directory, "challenge check");
        report("connecting");
        await using var lab = await session.OpenAsync(cancellation);
        var place = new ChallengeLab(lab, ChallengeBook.Find(record.Name), record.Seed);
        report("checking");
        var check = new ChallengeCheck(place, record, Recovery);
        var remarks = await check.JudgeAsync(() => report("walking"), cancellation);
        var attempt = new Attempt(DateTimeOffset.UtcNow, remarks);
        _store.Write(record with
        {
            Attempts = [.. record.Attempts, attempt],
            Solved = record.Solved ?? (attempt.IsSolved ? attempt.Time : null),
        });
        return attempt;
    }

    /// <summary>Counts a hint, and compares the lab with its state when the challenge began.</summary>
    /// <param name="hints">The number of hints there are; the last is repeated.</param>
    /// <returns>The number of the hint, from 1; remarks on what was tried; the case.</returns>
    public async Task<(int Number, IReadOnlyList<Remark> Advice, ChallengeCase Case)> HintAsync(int hints, CancellationToken cancellation)
    {
        var record = _store.ReadRunning();
        using var held = LabLock.Take(session.Directory, "challenge hint");
        report("connecting");
        await using var lab = await session.OpenAsync(cancellation);
        var place = new ChallengeLab(lab, ChallengeBook.Find(record.Name), record.Seed);
        report("looking");
        var present = place.IsPresentAsync(cancellation);
        var states = await place.ReadStatesAsync(cancellation);
        var advice = ChallengeAdvice.Of(record, place.Case.Fault.Host, await present, states);
        _store.Write(record with { Hints = [.. record.Hints, DateTimeOffset.UtcNow] });
        return (Math.Min(record.Hints.Count + 1, hints), advice, place.Case);
    }

    /// <summary>Notes that the solution is shown.</summary>
    public async Task<(ChallengeRecord Record, ChallengeCase Case)> SolutionAsync(CancellationToken cancellation)
    {
        var record = _store.ReadRunning();
        report("connecting");
        await using var lab = await session.OpenAsync(cancellation);
        record = record with { SolutionShown = record.SolutionShown ?? DateTimeOffset.UtcNow };
        _store.Write(record);
        return (record, new ChallengeLab(lab, ChallengeBook.Find(record.Name), record.Seed).Case);
    }

    /// <summary>Restores the lab, and ends the challenge.</summary>
    /// <returns>The record, and remarks on what else had to be repaired or could not be.</returns>
    /// <exception cref="UserErrorException">No challenge runs.</exception>
    public async Task<(ChallengeRecord Record, IReadOnlyList<Remark> Remarks)> ResetAsync(CancellationToken cancellation)
    {
        var record = _store.ReadRunning();
        List<Remark> remarks = [];
        if (!await IsRunningAsync(cancellation))
        {
            report("up");
            await session.RepairAsync(_ => { }, cancellation);
            remarks.Add(new(RemarkKind.Lab, "reset-up"));
        }

        using var held = LabLock.Take(session.Directory, "challenge reset");
        report("connecting");
        await using var lab = await session.OpenAsync(cancellation);
        report("restoring");
        var place = new ChallengeLab(lab, ChallengeBook.Find(record.Name), record.Seed);
        remarks.AddRange(await new ChallengeReset(place, record).RunAsync(cancellation));
        report("waiting");
        remarks.AddRange(await new LabHealth(lab).ProbeUntilAsync(Recovery, cancellation));
        record = record with { Ended = DateTimeOffset.UtcNow };
        _store.End(record);
        return (record, remarks);
    }

    private async Task<bool> IsRunningAsync(CancellationToken cancellation)
    {
        try
        {
            await using var lab = await session.OpenAsync(cancellation);
            return true;
        }
        catch (UserErrorException)
        {
            return false; // `up` says why, if it cannot repair it.
        }
    }

    private static async Task RefuseBrokenAsync(ConnectedLab lab, CancellationToken cancellation)
    {
        var steps = new LabStepChecks(lab, _ => { }).ProbeAsync(cancellation);
        var health = await new LabHealth(lab).ProbeAsync(cancellation);
        if ((await steps).Concat(health).FirstOrDefault() is { } problem)
        {
            throw new UserErrorException(
                $"The lab does not work already: {ChallengeWords.In("en").Say(problem)}",
                "Repair it first: `chatlab up`, then `chatlab verify`.");
        }
    }

    private async Task MakeAsync(ChallengeLab place, CancellationToken cancellation)
    {
        try
        {
            var made = await place.FaultHost.RunAsync(place.Case.Fault.MakeCommand, cancellation);
            if (made.Succeeded && await place.IsPresentAsync(cancellation))
            {
                return;
            }
        }
        catch (OperationCanceledException)
        {
            await UndoAsync();
            throw;
        }

        await UndoAsync();
        throw new UserErrorException(
            "This challenge is not possible on this lab's hosts: a program or a kernel module is missing. The lab is as it was.",
            "Choose another: chatlab challenge list");

        async Task UndoAsync()
        {
            await place.FaultHost.RunAsync(place.Case.Fault.RestoreCommand, CancellationToken.None);
            _store.Discard();
        }
    }
}
