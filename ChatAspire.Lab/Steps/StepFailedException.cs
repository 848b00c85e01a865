using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>A step could not be probed, applied or undone. The message names the host and the step, and contains the cause.</summary>
public sealed class StepFailedException(HostSteps host, Step step, string reason, string? hint, Exception? inner = null)
    : UserErrorException($"{host.Name}: \"{step.Title}\" failed: {reason}", hint, inner)
{
    public HostSteps HostSteps { get; } = host;

    public Step Step { get; } = step;

    /// <summary>The cause, without the host and the step.</summary>
    public string Reason { get; } = reason;
}
