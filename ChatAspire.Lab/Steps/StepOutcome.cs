namespace ChatAspire.Lab.Steps;

/// <summary>The result of running a step.</summary>
public enum StepOutcome
{
    /// <summary>The host was already in the desired state.</summary>
    Satisfied,

    /// <summary>The step's resource was missing, and was created.</summary>
    Applied,

    /// <summary>The step's resource differed, and was changed or recreated.</summary>
    Repaired,

    /// <summary>The probe found a difference, and the run only probes (<c>status</c>, <c>verify</c>).</summary>
    Unsatisfied,

    /// <summary>Not probed, because a resource that the step requires is not available.</summary>
    Skipped,

    /// <summary>The step's result was removed.</summary>
    Undone,

    /// <summary>A command failed, or the host is still not in the desired state.</summary>
    Failed,

    /// <summary>Interrupted by Ctrl-C, or by the failure of another host's step.</summary>
    Cancelled,
}
