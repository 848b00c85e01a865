using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>The state of one host, as <c>status</c> and <c>verify</c> report it.</summary>
/// <param name="Facts">Null for a host that does not exist or did not answer.</param>
/// <param name="Checks">The host's steps and their findings, in order.</param>
public sealed record HostReport(string Name, HostFacts? Facts, IReadOnlyList<StepCheck> Checks)
{
    /// <summary>True if the host has been created.</summary>
    public bool Exists => Checks.FirstOrDefault(check => check.Step.Creates == Name) is { } created
        ? created.Finding.State != StepState.Missing
        : Facts is not null;

    /// <summary>The number of steps that are satisfied.</summary>
    public int Satisfied => Checks.Count(check => check.IsSatisfied);

    /// <summary>The steps that are not satisfied, without the steps that were skipped because they depend on these.</summary>
    public IReadOnlyList<StepCheck> Problems => [.. Checks.Where(check => check.IsProblem)];
}
