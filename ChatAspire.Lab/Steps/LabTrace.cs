using System.Diagnostics;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>Starts the spans of a run: a root span, below it a span per step, and below that a span per command.</summary>
public static class LabTrace
{
    /// <summary>The name of the activity source to which an exporter subscribes.</summary>
    public const string SourceName = "ChatAspire.Provisioner";

    /// <summary>The number of characters of a command's output that a span keeps; the terminal and errors show the whole output.</summary>
    private const int MaxOutput = 2000;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the root span of a run, such as <c>chatlab up</c>; returns null if nothing records it.</summary>
    public static Activity? Run(string verb, string lab) =>
        Source.StartActivity($"chatlab {verb}")?.SetTag("lab.name", lab);

    internal static Activity? Step(HostSteps host, Step step) => Source.StartActivity(step.Title)
        ?.SetTag("lab.host", host.Name)
        .SetTag("lab.step.section", step.Section)
        .SetTag("lab.step.why", step.Why);

    internal static Activity? Command(string host, HostCommand command, CommandPurpose purpose) =>
        Source.StartActivity($"{purpose} {command.Program}")
        ?.SetTag("lab.host", host)
        .SetTag("process.command_line", command.ToShell());

    internal static void Record(this Activity? span, CommandResult result) => span
        ?.SetTag("process.exit.code", result.ExitCode)
        .SetTag("lab.command.stdout", Truncated(result.Output))
        .SetTag("lab.command.stderr", Truncated(result.Error));

    internal static void Record(this Activity? span, StepOutcome outcome, string reason) => span
        ?.SetTag("lab.step.outcome", outcome.ToString())
        .SetStatus(outcome is StepOutcome.Failed or StepOutcome.Unsatisfied ? ActivityStatusCode.Error : ActivityStatusCode.Ok, reason);

    private static string Truncated(string text) => text.Length <= MaxOutput ? text : text[..MaxOutput] + "…";
}
