using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>The result of a probe.</summary>
/// <param name="Reason">The evidence for the user: "MTU is 1500, expected 1450". May be empty.</param>
/// <param name="Repair">The commands that establish the desired state; empty to run <see cref="Step.Apply"/>.</param>
/// <param name="Hint">The next thing for the user to try; null for none.</param>
public sealed record Finding(StepState State, string Reason, IReadOnlyList<HostCommand> Repair, string? Hint = null)
{
    public static Finding Satisfied(string reason = "") => new(StepState.Satisfied, reason, []);

    public static Finding Missing(string reason = "") => new(StepState.Missing, reason, []);

    /// <param name="repair">
    /// The commands to run instead of <see cref="Step.Apply"/>: either a change in place, or a removal followed by the commands of
    /// <see cref="Step.Apply"/>.
    /// </param>
    public static Finding Drifted(string reason, params IReadOnlyList<HostCommand> repair) => new(StepState.Drifted, reason, repair);

    public static Finding Blocked(string reason, string? hint = null) => new(StepState.Blocked, reason, [], hint);

    /// <param name="cause">The resource that is not available, and the reason.</param>
    public static Finding Skipped(string cause) => new(StepState.Skipped, cause, []);
}
