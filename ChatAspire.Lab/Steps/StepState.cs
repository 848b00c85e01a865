using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>How a host stands against what a step wants.</summary>
public enum StepState
{
    /// <summary>It is so already.</summary>
    Satisfied,

    /// <summary>There is nothing yet: the step's commands make it.</summary>
    Missing,

    /// <summary>There is something, but not as wanted.</summary>
    Drifted,

    /// <summary>Neither the step's commands nor others of ours can make it so: <see cref="Finding.Reason"/> says what can.</summary>
    Blocked,
}

/// <summary>What a probe found.</summary>
/// <param name="Reason">What is so, or why not, for the reader: "mtu is 1500, wanted 1450".</param>
/// <param name="Repair">The commands that make it so; empty for the step's own.</param>
/// <param name="Hint">What the user can do about a blocked step.</param>
public sealed record Finding(StepState State, string Reason, IReadOnlyList<HostCommand> Repair, string? Hint = null)
{
    public static Finding Satisfied(string reason = "") => new(StepState.Satisfied, reason, []);

    public static Finding Missing(string reason = "") => new(StepState.Missing, reason, []);

    /// <param name="repair">What to run in place of the step's own commands: a change in place, or removal and the step's own.</param>
    public static Finding Drifted(string reason, params IReadOnlyList<HostCommand> repair) => new(StepState.Drifted, reason, repair);

    public static Finding Blocked(string reason, string? tryNext = null) => new(StepState.Blocked, reason, [], tryNext);
}

/// <summary>A step that was probed, and its finding.</summary>
public sealed record StepCheck(HostSteps HostSteps, Step Step, Finding Finding)
{
    /// <summary>Whether the host is in the step's desired state.</summary>
    public bool IsSatisfied => Finding.State == StepState.Satisfied;

    /// <summary>The problem, and below it what to do next.</summary>
    public IEnumerable<string> Lines =>
    [
        Step.Creates is not null && Finding.State == StepState.Missing
            ? $"{HostSteps.Name}  not created"
            : $"{HostSteps.Name}  {Step.Title}: {Finding.Reason}",
        $"  → {Finding.Hint ?? "`chatlab up` repairs it."}",
    ];
}
