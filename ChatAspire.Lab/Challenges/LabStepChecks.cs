using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Overlay;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Challenges;

/// <summary>
/// Uses the lab's own steps: the overlay and the containers. Left out are steps that wait for a service, which <see cref="LabHealth"/>
/// asks itself, and steps about images.
/// </summary>
internal sealed class LabStepChecks
{
    private readonly IReadOnlyList<Phase> _phases;
    private readonly StepEngine _engine;

    /// <param name="report">Receives the events of repairs.</param>
    public LabStepChecks(ConnectedLab lab, Action<LabEvent> report)
    {
        var plan = new LabPlan(lab.Spec, lab.Secrets);
        HashSet<string> containers =
            [lab.Spec.Redis.Name, lab.Spec.Dashboard.Name, .. lab.Spec.Chat.Select(chat => chat.Name)];
        _phases =
        [
            .. plan.Overlay(lab.Facts),
            .. plan.Containers(lab.Facts).Select(phase => phase with
            {
                HostSteps = [.. phase.HostSteps.Select(host => host with
                {
                    Steps = [.. host.Steps.Where(step => step.Provides is { } provided && containers.Contains(provided))],
                }).Where(host => host.Steps.Count > 0)],
            }),
        ];
        _engine = LabEngine.Create(report);
        _engine.AddHosts(lab);
    }

    /// <summary>Counts the steps of each host that are not satisfied.</summary>
    public async Task<IReadOnlyList<Remark>> ProbeAsync(CancellationToken cancellation)
    {
        var checks = new List<StepCheck>();
        foreach (var phase in _phases)
        {
            checks.AddRange(await _engine.ProbeAsync(phase, cancellation));
        }

        // A default destination without its outgoing device floods just as well; the comparison of states judges the destination.
        return
        [
            .. checks.Where(check => check.IsProblem && !IsFlooding(check.Step))
                .CountBy(check => check.HostSteps.Name)
                .Select(host => new Remark(RemarkKind.Lab, "lab-step", host.Key, $"{host.Value}")),
        ];
    }

    private static bool IsFlooding(Step step) =>
        step.Provides?.StartsWith(OverlaySteps.FloodingOf, StringComparison.Ordinal) == true;

    /// <summary>Applies the steps that are not satisfied.</summary>
    public async Task RepairAsync(CancellationToken cancellation)
    {
        foreach (var phase in _phases.Where(phase => phase.HostSteps.Count > 0))
        {
            await _engine.ApplyAsync(phase, cancellation);
        }
    }
}
