namespace ChatAspire.Lab.Steps;

/// <summary>The state of a host relative to a step's desired state.</summary>
public enum StepState
{
    /// <summary>The host is in the desired state.</summary>
    Satisfied,

    /// <summary>Nothing is there yet; the step's commands create it.</summary>
    Missing,

    /// <summary>Something is there, but differs from the desired state.</summary>
    Drifted,

    /// <summary>No command of ours can establish the desired state; <see cref="Finding.Hint"/> says what can.</summary>
    Blocked,

    /// <summary>Not probed, because a resource that the step requires is not available.</summary>
    Skipped,
}
