using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Challenges;

/// <summary>Starts, checks and ends challenges on a lab.</summary>
/// <param name="session">The lab.</param>
/// <param name="report">Receives the <see cref="ChallengeWords"/> key of each activity as it begins: "connecting".</param>
public sealed class ChallengeSession(LabSession session, Action<string> report)
{
    /// <summary>The longest time to wait for nodes to reconnect after a cure.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(8);

    private readonly ChallengeStore _store = new(session.Directory);

    /// <summary>The record of the running challenge; null if none runs.</summary>
    public ChallengeRecord? Running => _store.Read();

    /// <summary>The records of all challenges on this lab: those that ended, in order, then the running one.</summary>
    public IReadOnlyList<ChallengeRecord> All => _store.ReadAll();

    /// <summary>Returns the <see cref="ChallengeWords"/> key of a challenge's mark in a list: solved, running or tried.</summary>
    /// <returns>Null for a challenge that was never started on this lab.</returns>
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

    /// <summary>Starts a challenge: makes its fault on the lab.</summary>
    /// <returns>The record, and the case, which has the values for the challenge's texts.</returns>
    /// <exception cref="UserErrorException">
    /// A challenge is already running, the lab does not work, or the fault cannot be made on its hosts.
    /// </exception>
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
        // Stored before the fault is made, so that `reset` can restore the lab even if this program is killed.
        _store.Write(record);
        report("breaking");
        await MakeAsync(place, cancellation);
        var after = await place.ReadStatesAsync(cancellation);
        record = record with { Own = [.. ChallengeLab.Compare(record, after, isPresent: false).SelectMany(host => host.Fingerprints())] };
        _store.Write(record);
        return (record, place.Case);
    }

    /// <summary>Checks whether the running challenge is solved, and records the attempt.</summary>
    /// <exception cref="UserErrorException">No challenge is running, or the lab is not running.</exception>
    public async Task<Attempt> CheckAsync(CancellationToken cancellation)
    {
        var (held, record) = Hold("challenge check");
        using var _ = held;
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

    /// <summary>Records that a hint is shown, and compares the hosts with their state before the challenge.</summary>
    /// <param name="hints">The number of hints that the challenge has. After the last hint, its number is returned again.</param>
    /// <returns>The number of the hint to show, from 1; remarks on the learner's attempts; the case.</returns>
    /// <exception cref="UserErrorException">No challenge is running, or the lab is not running.</exception>
    public async Task<(int Number, IReadOnlyList<Remark> Advice, ChallengeCase Case)> HintAsync(int hints, CancellationToken cancellation)
    {
        var (held, record) = Hold("challenge hint");
        using var _ = held;
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

    /// <summary>Records when the solution was first shown.</summary>
    /// <exception cref="UserErrorException">No challenge is running, or the lab is not running.</exception>
    public async Task<(ChallengeRecord Record, ChallengeCase Case)> SolutionAsync(CancellationToken cancellation)
    {
        var (held, record) = Hold("challenge solution");
        using var _ = held;
        report("connecting");
        await using var lab = await session.OpenAsync(cancellation);
        record = record with { SolutionShown = record.SolutionShown ?? DateTimeOffset.UtcNow };
        _store.Write(record);
        return (record, new ChallengeLab(lab, ChallengeBook.Find(record.Name), record.Seed).Case);
    }

    /// <summary>Takes the lab's lock for a verb on the running challenge, and then reads the challenge's record.</summary>
    private (LabLock Held, ChallengeRecord Record) Hold(string verb)
    {
        _store.ReadRunning(); // Throws if no challenge is running, before the lock's files are created.
        var held = LabLock.Take(session.Directory, verb);
        try
        {
            return (held, _store.ReadRunning());
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Restores the lab, and ends the challenge.</summary>
    /// <returns>The record, and remarks: repairs besides the fault's, differences that remain, and traffic that still fails.</returns>
    /// <exception cref="UserErrorException">No challenge is running, or the lab could not be brought up.</exception>
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
        record = _store.ReadRunning();
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
            return false; // ResetAsync then repairs the lab; if that fails, the repair reports the reason.
        }
    }

    private static async Task RefuseBrokenAsync(ConnectedLab lab, CancellationToken cancellation)
    {
        var steps = new LabStepChecks(lab, _ => { }).ProbeAsync(cancellation);
        var health = await new LabHealth(lab).ProbeAsync(cancellation);
        if ((await steps).Concat(health).FirstOrDefault() is { } problem)
        {
            throw new UserErrorException(
                $"The lab is already broken: {ChallengeWords.In("en").Say(problem)}",
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
        catch (Exception e) when (e is OperationCanceledException or CommandFailedException)
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
