using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>Compares a lab with lab.json; changes nothing that outlives the inspection.</summary>
/// <param name="report">Receives every event, from several hosts at once.</param>
internal sealed class LabInspection(LabSpec spec, IHostSource source, LabSecrets secrets, Action<LabEvent> report)
{
    private readonly LabPlan _plan = new(spec, secrets);
    private readonly Engine _engine = LabEngine.Create(source, report);
    private readonly List<StepCheck> _checks = [];

    /// <summary>Probes every step; on hosts that do not exist or do not answer, no more than that.</summary>
    public async Task<LabReport> StatusAsync(CancellationToken cancellation)
    {
        await ProbeAsync((await source.PlanAsync(cancellation)).Phases, cancellation);
        if (_checks.Any(check => !check.IsSatisfied))
        {
            return new LabReport(spec, _checks, []);
        }

        await using var lab = await ConnectedLab.OpenAsync(spec, source, secrets, cancellation);
        _engine.AddHosts(lab);
        await ProbeStepsAsync(lab, cancellation);
        return new LabReport(spec, _checks, lab.Facts);
    }

    /// <summary>Probes every step, then sends pings, a chat message and its trace through the lab.</summary>
    /// <exception cref="UserErrorException">The lab is not running.</exception>
    public async Task<LabReport> VerifyAsync(CancellationToken cancellation)
    {
        await using var lab = await ConnectedLab.OpenAsync(spec, source, secrets, cancellation);
        _engine.AddHosts(lab);
        var scaffold = _plan.OverlayScaffold(lab.Facts, await RunningContainers.OfAsync(lab, cancellation));
        var containersWork = await ProbeStepsAsync(lab, cancellation);
        try
        {
            await _engine.ApplyAsync(scaffold, cancellation);
            await ProbeAsync(_plan.OverlayChecks(lab.Facts), cancellation);
            if (containersWork)
            {
                await ProbeAsync(_plan.ContainerChecks(lab.Facts), cancellation);
            }
            else
            {
                // Their messages would wait in vain, and the failures would name nodes that are well.
                report(new LabEvent.Note("The chat is not verified, because a container failed its check."));
            }
        }
        catch (StepFailedException e)
        {
            _checks.Add(new StepCheck(e.HostSteps, e.Step, Finding.Blocked(e.Why, e.Hint)));
        }
        finally
        {
            await _engine.UndoAsync([scaffold], CancellationToken.None);
        }

        return new LabReport(spec, _checks, lab.Facts);
    }

    /// <returns>Whether every container passed its checks.</returns>
    private async Task<bool> ProbeStepsAsync(ConnectedLab lab, CancellationToken cancellation)
    {
        await ProbeAsync([.. source.Images(_plan.Images(lab.Facts)), .. _plan.Overlay(lab.Facts)], cancellation);
        var before = _checks.Count;
        await ProbeAsync(_plan.Containers(lab.Facts), cancellation);
        return _checks.Skip(before).All(check => check.IsSatisfied);
    }

    private async Task ProbeAsync(IReadOnlyList<Phase> phases, CancellationToken cancellation)
    {
        foreach (var phase in phases)
        {
            _checks.AddRange(await _engine.ProbeAsync(phase, cancellation));
        }
    }
}
