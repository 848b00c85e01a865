using ChatAspire.Lab.Steps;

namespace ChatAspire.Provisioner.Progress;

/// <summary>An event as a JSON object of <c>up --json</c> or <c>down --json</c>, without the properties that do not apply to it.</summary>
/// <param name="Event"><c>phase</c>, <c>step-started</c>, <c>step-changing</c>, <c>command</c>, <c>step-ended</c>,
/// <c>note</c> or <c>result</c>.</param>
internal sealed record ProgressRecord(string Event)
{
    public string? Phase { get; init; }

    public string? Host { get; init; }

    public string? Step { get; init; }

    public string? Section { get; init; }

    public StepState? State { get; init; }

    public StepOutcome? Outcome { get; init; }

    public string? Reason { get; init; }

    public string? RanOn { get; init; }

    public CommandPurpose? Purpose { get; init; }

    public string? Command { get; init; }

    public int? ExitCode { get; init; }

    public double? Milliseconds { get; init; }

    public string? Text { get; init; }

    public int? Changes { get; init; }

    /// <summary>The resources that <c>down</c> removed, such as "2 hosts".</summary>
    public IReadOnlyList<string>? Removed { get; init; }

    /// <summary>The URL of each chat node, by the node's name.</summary>
    public IReadOnlyDictionary<string, string>? Urls { get; init; }

    /// <summary>Converts an event; returns null for events that are not reported.</summary>
    public static ProgressRecord? Of(LabEvent labEvent) => labEvent switch
    {
        LabEvent.PhaseStarted e => new("phase") { Phase = e.Phase.Title },
        LabEvent.StepStarted e => new("step-started") { Host = e.HostSteps.Name, Step = e.Step.Title, Section = e.Step.Section },
        LabEvent.StepChanging e => new("step-changing")
        {
            Host = e.HostSteps.Name,
            Step = e.Step.Title,
            State = e.Finding.State,
            Reason = e.Finding.Reason,
        },
        LabEvent.CommandEnded e => new("command")
        {
            Host = e.HostSteps.Name,
            Step = e.Step.Title,
            RanOn = e.Result.Host,
            Purpose = e.Purpose,
            Command = e.Result.Command.ToShell(),
            ExitCode = e.Result.ExitCode,
            Milliseconds = e.Result.Elapsed.TotalMilliseconds,
        },
        LabEvent.StepEnded e => new("step-ended")
        {
            Host = e.HostSteps.Name,
            Step = e.Step.Title,
            Outcome = e.Outcome,
            Reason = e.Reason,
            Milliseconds = e.Elapsed.TotalMilliseconds,
        },
        LabEvent.Note e => new("note") { Text = e.Text },
        _ => null,
    };
}
