namespace ChatAspire.Lab.Steps;

/// <summary>The state of a host relative to a step's desired state.</summary>
public enum StepState
{
    /// <summary>The host is in the desired state.</summary>
    Satisfied,

    /// <summary>The step's resource does not exist; the step's commands create it.</summary>
    Missing,

    /// <summary>The step's resource exists, but differs from the desired state.</summary>
    Drifted,

    /// <summary>No command of the step can establish the desired state; <see cref="Finding.Hint"/> tells the user what to do.</summary>
    Blocked,

    /// <summary>Not probed, because a resource that the step requires is not available.</summary>
    Skipped,
}
