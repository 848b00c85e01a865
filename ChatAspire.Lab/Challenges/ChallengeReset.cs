using ChatAspire.Lab.Faults;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Challenges;

/// <summary>Brings the hosts of a lab back to their state before a challenge.</summary>
internal sealed class ChallengeReset(ChallengeLab place, ChallengeRecord record)
{
    private const int MaxRounds = 4;

    /// <summary>
    /// Undoes the fault. If a host still differs, the lab's own steps repair it, then each remaining difference is undone; containers in
    /// whose namespace something remains are restarted.
    /// </summary>
    /// <returns>Remarks on what was repaired besides the fault, and on what could not be.</returns>
    public async Task<IReadOnlyList<Remark>> RunAsync(CancellationToken cancellation)
    {
        await place.FaultHost.RunAsync(place.Case.Fault.RestoreCommand, cancellation);
        List<Remark> remarks = [];
        for (var round = 1; ; round++)
        {
            var states = await place.ReadStatesAsync(cancellation);
            string[] different = [.. states.Where(host => !HostRepair.IsRestored(Before(host.Key), host.Value)).Select(host => host.Key)];
            if (different.Length == 0 || round == MaxRounds)
            {
                remarks.AddRange(different.Select(host => new Remark(RemarkKind.Lab, "reset-left", host)));
                return remarks;
            }

            if (round == 1)
            {
                remarks.AddRange(different.Select(host => new Remark(RemarkKind.Lab, "reset-repaired", host)));
            }

            if (round == 2)
            {
                await RepairByStepsAsync(cancellation);
            }

            foreach (var host in different)
            {
                await RepairAsync(host, states[host], restarts: round >= 2, cancellation);
            }
        }
    }

    private async Task RepairAsync(string host, HostState now, bool restarts, CancellationToken cancellation)
    {
        var runner = place.Lab.Host(host).Host;
        await runner.RunAsync(HostRepair.Command(Before(host), now), cancellation);
        if (restarts && HostRepair.Damaged(Before(host), now) is { Count: > 0 } containers)
        {
            await runner.RunAsync(HostRepair.Restart(containers), cancellation);
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
