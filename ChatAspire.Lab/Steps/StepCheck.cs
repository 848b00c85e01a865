namespace ChatAspire.Lab.Steps;

/// <summary>A step that was probed, and its finding.</summary>
public sealed record StepCheck(HostSteps HostSteps, Step Step, Finding Finding)
{
    /// <summary>True if the host is in the step's desired state.</summary>
    public bool IsSatisfied => Finding.State == StepState.Satisfied;

    /// <summary>True if the probe found a difference; false for a step that was skipped because of another's.</summary>
    public bool IsProblem => Finding.State is not (StepState.Satisfied or StepState.Skipped);

    /// <summary>The problem, and below it what to do next.</summary>
    public IEnumerable<string> Lines =>
    [
        Step.Creates is not null && Finding.State == StepState.Missing
            ? $"{HostSteps.Name}  not created"
            : $"{HostSteps.Name}  {Step.Title}: {Finding.Reason}",
        $"  → {Finding.Hint ?? "`chatlab up` repairs it."}",
    ];
}
