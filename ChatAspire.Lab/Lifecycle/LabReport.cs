using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>The state of a lab: the finding of every step that was probed.</summary>
/// <param name="Checks">
/// The findings, in the order of the steps. A step's host is the <see cref="HostSteps.Name"/> of its <see cref="StepCheck.HostSteps"/>.
/// </param>
/// <param name="Connected">The hosts that exist and answered.</param>
public sealed record LabReport(LabSpec Spec, IReadOnlyList<StepCheck> Checks, IReadOnlyList<HostFacts> Connected)
{
    /// <summary>The steps that are not satisfied, without the steps that were skipped because they depend on these.</summary>
    public IReadOnlyList<StepCheck> Problems => [.. Checks.Where(check => check.IsProblem)];

    /// <summary>The number of steps that were skipped, because a resource they require is not available.</summary>
    public int Skipped => Checks.Count(check => check.Finding.State == StepState.Skipped);

    /// <summary>The problems as text: a line for each, and a hint below it. A lab without any host is a single problem.</summary>
    public IReadOnlyList<string> Lines => IsMissing
        ? [$"Lab {Spec.Name} is not running.", "  → Run `chatlab up` to create it."]
        : [.. Problems.SelectMany(problem => problem.Lines)];

    /// <summary>True if every step is satisfied.</summary>
    public bool IsSatisfied => Checks.All(check => check.IsSatisfied);

    /// <summary>True if none of the lab's hosts exists.</summary>
    public bool IsMissing => Hosts.All(host => !host.Exists);

    /// <summary>The reports of all hosts, in the order of lab.json.</summary>
    public IReadOnlyList<HostReport> Hosts => [.. Spec.Hosts.Select(host => new HostReport(
        host.Name, Connected.FirstOrDefault(facts => facts.Name == host.Name),
            [.. Checks.Where(check => check.HostSteps.Name == host.Name)]))];

    /// <summary>The steps that belong to no single host: those on this machine, or at the cloud's API.</summary>
    public IReadOnlyList<StepCheck> Shared => [.. Checks.Where(check => Spec.Hosts.All(host => host.Name != check.HostSteps.Name))];
}
