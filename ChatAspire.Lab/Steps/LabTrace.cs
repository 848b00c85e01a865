using System.Diagnostics;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary><c>up</c> and <c>down</c> as traces: a span a step, and below it a span a command.</summary>
public static class LabTrace
{
    /// <summary>The source every exporter subscribes to.</summary>
    public const string SourceName = "ChatAspire.Provisioner";

    /// <summary>More of a command's output than this is cut in a span: the terminal and the error have it all.</summary>
    private const int MaxOutput = 2000;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The root of a run: <c>chatlab up</c>.</summary>
    public static Activity? Run(string verb, string lab) =>
        Source.StartActivity($"chatlab {verb}")?.SetTag("lab.name", lab);

    internal static Activity? Step(HostSteps lane, Step step) => Source.StartActivity(step.Title)
        ?.SetTag("lab.host", lane.Name)
        .SetTag("lab.step.section", step.Section)
        .SetTag("lab.step.why", step.Why);

    internal static Activity? Command(string host, HostCommand command, CommandPurpose purpose) => Source.StartActivity($"{purpose} {command.Program}")
        ?.SetTag("lab.host", host)
        .SetTag("process.command_line", command.ToShell());

    internal static void Record(this Activity? span, CommandResult result) => span
        ?.SetTag("process.exit.code", result.ExitCode)
        .SetTag("lab.command.stdout", Cut(result.Output))
        .SetTag("lab.command.stderr", Cut(result.Error));

    internal static void Record(this Activity? span, StepOutcome outcome, string reason) => span
        ?.SetTag("lab.step.outcome", outcome.ToString())
        .SetStatus(outcome is StepOutcome.Failed or StepOutcome.Unsatisfied ? ActivityStatusCode.Error : ActivityStatusCode.Ok, reason);

    private static string Cut(string text) => text.Length <= MaxOutput ? text : text[..MaxOutput] + "…";
}
