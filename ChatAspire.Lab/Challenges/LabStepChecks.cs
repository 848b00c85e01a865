using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Overlay;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Challenges;

/// <summary>
/// Probes and repairs a lab by its own steps for the overlay and the containers. Omits the steps for images, and also the steps that
/// wait for a service, because <see cref="LabHealth"/> tests the services itself.
/// </summary>
internal sealed class LabStepChecks
{
    private readonly IReadOnlyList<Phase> _phases;
    private readonly StepEngine _engine;

    /// <param name="report">Receives every event, from several hosts at once.</param>
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

    /// <summary>Counts, per host, the steps that are not satisfied, except the flooding steps.</summary>
    /// <returns>One remark per host with such steps.</returns>
    public async Task<IReadOnlyList<Remark>> ProbeAsync(CancellationToken cancellation)
    {
        var checks = new List<StepCheck>();
        foreach (var phase in _phases)
        {
            checks.AddRange(await _engine.ProbeAsync(phase, cancellation));
        }

        // The flooding step does not count, because a default FDB entry floods with or without its outgoing device. The entry's destination
        // is checked by the comparison of states.
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
