using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>Why a command ran.</summary>
public enum CommandPurpose
{
    /// <summary>Looking; changes nothing.</summary>
    Probe,

    /// <summary>Making a step so.</summary>
    Apply,

    /// <summary>Taking it away.</summary>
    Undo,
}

/// <summary>How a step ended.</summary>
public enum StepOutcome
{
    /// <summary>It was so already.</summary>
    Satisfied,

    /// <summary>There was nothing, now there is.</summary>
    Applied,

    /// <summary>It was otherwise, and was changed or made anew.</summary>
    Repaired,

    /// <summary>Not so: the probe said no where nothing may be applied (verify, status).</summary>
    Unsatisfied,

    /// <summary>Taken away.</summary>
    Undone,

    /// <summary>An error.</summary>
    Failed,

    /// <summary>Ctrl-C, or another lane failed.</summary>
    Cancelled,
}

/// <summary>What the engine tells whoever watches; every screen, file and test reads these.</summary>
public abstract record LabEvent
{
    private LabEvent()
    {
    }

    public sealed record PhaseStarted(Phase Phase) : LabEvent;

    public sealed record StepStarted(HostSteps Lane, Step Step) : LabEvent;

    /// <summary>The probe decided that something must be done, and why.</summary>
    public sealed record StepChanging(HostSteps Lane, Step Step, Finding Finding) : LabEvent;

    public sealed record CommandStarted(HostSteps Lane, Step Step, CommandPurpose Purpose, HostCommand Command) : LabEvent;

    public sealed record CommandEnded(HostSteps Lane, Step Step, CommandPurpose Purpose, CommandResult Result) : LabEvent;

    public sealed record StepEnded(HostSteps Lane, Step Step, StepOutcome Outcome, string Reason, TimeSpan Elapsed) : LabEvent;

    /// <summary>Something about the run as a whole that its user should read.</summary>
    public sealed record Note(string Text) : LabEvent;
}
