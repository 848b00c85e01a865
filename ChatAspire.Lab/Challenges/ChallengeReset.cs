using ChatAspire.Lab.Faults;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Challenges;

/// <summary>Restores a lab's hosts to their state before a challenge.</summary>
internal sealed class ChallengeReset(ChallengeLab place, ChallengeRecord record)
{
    /// <summary>The repairs, in order; each runs only if a host still differs after the previous one.</summary>
    private static readonly Repair[] Repairs = [Repair.Differences, Repair.Steps, Repair.Restarts, Repair.Differences];

    /// <summary>Waits up to about 20 s until the Docker Engine answers, because a host restarts an engine that a learner killed.</summary>
    private static readonly HostCommand AwaitEngine = HostCommand.Shell(
        "for _ in $(seq 100); do docker version >/dev/null 2>&1 && exit 0; sleep 0.2; done; exit 1");

    private enum Repair
    {
        /// <summary>Undoes each difference.</summary>
        Differences,

        /// <summary>Applies the lab's own steps.</summary>
        Steps,

        /// <summary>Undoes each difference, then restarts the containers in whose network namespace a difference was found.</summary>
        Restarts,
    }

    /// <summary>Undoes the fault, then all other differences.</summary>
    /// <returns>
    /// One remark per host with differences besides the fault, and one per host that still differs or whose containers were recreated.
    /// </returns>
    public async Task<IReadOnlyList<Remark>> RunAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(place.Lab.Hosts.Select(host => host.Host.RunAsync(AwaitEngine, cancellation)));
        await UndoAsync(cancellation);
        var states = await place.ReadStatesAsync(cancellation);
        var remarks = Different(states).Select(host => new Remark(RemarkKind.Lab, "reset-repaired", host)).ToList();
        foreach (var repair in Repairs)
        {
            if (Different(states).Count == 0)
            {
                break;
            }

            await RepairAsync(repair, states, cancellation);
            states = await place.ReadStatesAsync(cancellation);
        }

        var renewed = states.Where(host => !Identities(Before(host.Key)).SequenceEqual(Identities(host.Value))).Select(host => host.Key);
        remarks.AddRange(Different(states).Union(renewed).Select(host => new Remark(RemarkKind.Lab, "reset-left", host)));
        return remarks;
    }

    private async Task UndoAsync(CancellationToken cancellation)
    {
        try
        {
            await place.FaultHost.RunAsync(place.Case.Fault.RestoreCommand, cancellation);
        }
        catch (CommandFailedException)
        {
            // The command timed out; the repairs in RunAsync undo the remaining differences.
        }
    }

    private IReadOnlyList<string> Different(IReadOnlyDictionary<string, HostState> states) =>
        [.. states.Where(host => !HostRepair.IsRestored(Before(host.Key), host.Value)).Select(host => host.Key)];

    private static IReadOnlyList<string> Identities(HostState state) => state.Of("", StateKinds.Identity);

    private async Task RepairAsync(Repair repair, IReadOnlyDictionary<string, HostState> states, CancellationToken cancellation)
    {
        if (repair == Repair.Steps)
        {
            await RepairByStepsAsync(cancellation);
            return;
        }

        foreach (var host in Different(states))
        {
            var runner = place.Lab.Host(host).Host;
            await runner.RunAsync(HostRepair.Command(Before(host), states[host]), cancellation);
            if (repair == Repair.Restarts && HostRepair.Damaged(Before(host), states[host]) is { Count: > 0 } containers)
            {
                await runner.RunAsync(HostRepair.Restart(containers), cancellation);
            }
        }
    }

    private async Task RepairByStepsAsync(CancellationToken cancellation)
    {
        try
        {
            await new LabStepChecks(place.Lab, _ => { }).RepairAsync(cancellation);
        }
        catch (UserErrorException)
        {
            // RunAsync reports the hosts that still differ.
        }
    }

    private HostState Before(string host) => ChallengeLab.Before(record, host);
}
