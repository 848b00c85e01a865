using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>A step that could not be made so; the message names host and step, and holds the cause's own.</summary>
public sealed class StepFailedException(HostSteps lane, Step step, string why, string? tryNext, Exception? inner = null)
    : UserErrorException($"{lane.Name}: \"{step.Title}\" failed: {why}", tryNext, inner)
{
    public HostSteps HostSteps { get; } = lane;

    public Step Step { get; } = step;

    /// <summary>The cause alone.</summary>
    public string Why { get; } = why;
}

/// <summary>All steps were applied, but verification failed.</summary>
public sealed class VerificationFailedException(StepFailedException cause) : UserErrorException(cause.Message, cause.Hint, cause);
