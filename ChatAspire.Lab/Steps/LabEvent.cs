using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>The purpose of a command.</summary>
public enum CommandPurpose
{
    /// <summary>Reads the state of a host; changes nothing.</summary>
    Probe,

    /// <summary>Establishes a step's desired state.</summary>
    Apply,

    /// <summary>Removes the result of <see cref="Apply"/>.</summary>
    Undo,
}

/// <summary>An event of a run. Every view, log and test of a run is derived from these events.</summary>
public abstract record LabEvent
{
    private LabEvent()
    {
    }

    public sealed record PhaseStarted(Phase Phase) : LabEvent;

    public sealed record StepStarted(HostSteps HostSteps, Step Step) : LabEvent;

    /// <summary>The probe found a difference, and the step's commands are about to run.</summary>
    public sealed record StepChanging(HostSteps HostSteps, Step Step, Finding Finding) : LabEvent;

    public sealed record CommandStarted(HostSteps HostSteps, Step Step, CommandPurpose Purpose, HostCommand Command) : LabEvent;

    public sealed record CommandEnded(HostSteps HostSteps, Step Step, CommandPurpose Purpose, CommandResult Result) : LabEvent;

    public sealed record StepEnded(HostSteps HostSteps, Step Step, StepOutcome Outcome, string Reason, TimeSpan Elapsed) : LabEvent;

    /// <summary>A remark to the user about the run as a whole.</summary>
    public sealed record Note(string Text) : LabEvent;
}
