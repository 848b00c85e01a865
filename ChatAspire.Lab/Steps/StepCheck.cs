namespace ChatAspire.Lab.Steps;

/// <summary>A step that was probed or skipped, and its finding.</summary>
public sealed record StepCheck(HostSteps HostSteps, Step Step, Finding Finding)
{
    /// <summary>True if the host is in the step's desired state.</summary>
    public bool IsSatisfied => Finding.State == StepState.Satisfied;

    /// <summary>True if the probe found a difference; false for a skipped step.</summary>
    public bool IsProblem => Finding.State is not (StepState.Satisfied or StepState.Skipped);

    /// <summary>Two lines for the user: the problem, and below it the hint.</summary>
    public IEnumerable<string> Lines =>
    [
        Step.Creates is not null && Finding.State == StepState.Missing
            ? $"{HostSteps.Name}  not created"
            : $"{HostSteps.Name}  {Step.Title}: {Finding.Reason}",
        $"  → {Finding.Hint ?? "`chatlab up` repairs it."}",
    ];
}
