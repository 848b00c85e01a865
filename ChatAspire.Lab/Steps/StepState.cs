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

/// <summary>A step that is not so.</summary>
public sealed record Unsatisfied(HostSteps Lane, Step Step, Finding Finding)
{
    /// <summary>What is not so, and below it what to do.</summary>
    public IEnumerable<string> Lines =>
    [
        $"{Lane.Name}: not so: {Step.Title}: {Finding.Reason}",
        $"  → {Finding.Hint ?? "`up` repairs it."}",
    ];
}
