using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>Compares a lab with lab.json. Changes nothing, except for test containers that a verification creates and removes.</summary>
/// <param name="report">Receives every event, from several hosts at once.</param>
internal sealed class LabInspection(LabSpec spec, IHostSource source, LabSecrets secrets, Action<LabEvent> report)
{
    private readonly LabPlan _plan = new(spec, secrets);
    private readonly StepEngine _engine = LabEngine.Create(report);
    private readonly List<StepCheck> _checks = [];

    /// <summary>Probes every step on the hosts that exist and answer; changes nothing.</summary>
    public async Task<LabReport> StatusAsync(CancellationToken cancellation)
    {
        var planned = await source.PlanAsync(cancellation);
        await ProbeAsync(planned.Phases, cancellation);
        if (new LabReport(spec, _checks, []).IsMissing)
        {
            return new LabReport(spec, _checks, []);
        }

        await using var lab = await TryConnectAsync(cancellation);
        if (lab is null)
        {
            return new LabReport(spec, _checks, []);
        }

        _engine.AddHosts(lab);
        HostFacts[] facts = [.. planned.Hosts.Select(host => lab.Facts.FirstOrDefault(connected => connected.Name == host.Name) ?? host)];
        HashSet<string> absent = [.. spec.Hosts.Select(host => host.Name).Except(lab.Facts.Select(host => host.Name))];
        await ProbeAsync([.. StepsOf(facts).Select(phase => phase with
        {
            HostSteps = [.. phase.HostSteps.Where(host => !absent.Contains(host.Name))],
        })], cancellation);
        return new LabReport(spec, _checks, lab.Facts);
    }

    /// <summary>Probes every step, sends pings and chat messages across hosts, and looks for the messages' traces.</summary>
    /// <exception cref="UserErrorException">The lab is not running.</exception>
    public async Task<LabReport> VerifyAsync(CancellationToken cancellation)
    {
        await using var lab = await ConnectedLab.OpenAsync(spec, source, secrets, cancellation);
        _engine.AddHosts(lab);
        await ProbeAsync(StepsOf(lab.Facts), cancellation);
        var scaffold = _plan.OverlayScaffold(lab.Facts, await RunningContainers.OfAsync(lab, cancellation));
        try
        {
            await _engine.ApplyAsync(scaffold, cancellation);
            await ProbeAsync([.. _plan.OverlayChecks(lab.Facts), .. _plan.ContainerChecks(lab.Facts)], cancellation);
        }
        catch (StepFailedException e)
        {
            _checks.Add(new StepCheck(e.HostSteps, e.Step, Finding.Blocked(e.Reason, e.Hint)));
        }
        finally
        {
            await _engine.UndoAsync([scaffold], CancellationToken.None);
        }

        return new LabReport(spec, _checks, lab.Facts);
    }

    /// <returns>Null if a host refuses the connection and a step that is not satisfied explains the reason.</returns>
    private async Task<ConnectedLab?> TryConnectAsync(CancellationToken cancellation)
    {
        try
        {
            return await ConnectedLab.OpenRunningAsync(spec, source, secrets, cancellation);
        }
        catch (UserErrorException) when (_checks.Any(check => !check.IsSatisfied))
        {
            return null;
        }
    }

    private IReadOnlyList<Phase> StepsOf(IReadOnlyList<HostFacts> hosts) =>
        [.. _plan.Overlay(hosts), .. source.Images(_plan.Images(hosts)), .. _plan.Containers(hosts)];

    private async Task ProbeAsync(IReadOnlyList<Phase> phases, CancellationToken cancellation)
    {
        foreach (var phase in phases)
        {
            _checks.AddRange(await _engine.ProbeAsync(phase, cancellation));
        }
    }
}
