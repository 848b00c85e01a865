using ChatAspire.Lab.Faults;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Challenges;

/// <summary>Brings the hosts of a lab back to their state before a challenge.</summary>
internal sealed class ChallengeReset(ChallengeLab place, ChallengeRecord record)
{
    /// <summary>The kinds of repairs, in order; each runs only if a host still differs after the one before.</summary>
    private static readonly Repair[] Repairs = [Repair.Differences, Repair.Steps, Repair.Restarts, Repair.Differences];

    /// <summary>Waits up to 20 s for the Docker Engine, which its host restarts after it was killed.</summary>
    private static readonly HostCommand AwaitEngine = HostCommand.Shell(
        "for _ in $(seq 100); do docker version >/dev/null 2>&1 && exit 0; sleep 0.2; done; exit 1");

    private enum Repair
    {
        /// <summary>Undoes each difference.</summary>
        Differences,

        /// <summary>Applies the lab's own steps.</summary>
        Steps,

        /// <summary>Undoes each difference, and restarts the containers in whose namespace one remains.</summary>
        Restarts,
    }

    /// <summary>Undoes the fault, then whatever else differs.</summary>
    /// <returns>Remarks on what was repaired besides the fault, and on what could not be.</returns>
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
            // It did not end in time; the differences that are left are repaired one by one.
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
            // The differences that are left are reported.
        }
    }

    private HostState Before(string host) => ChallengeLab.Before(record, host);
}
