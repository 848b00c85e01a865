using System.Globalization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>Progress text: usually one line; a command's output may have several.</summary>
/// <param name="Style">A style of Spectre.Console: "grey", "bold".</param>
public sealed record StepLine(string Text, string Style = "default");

/// <summary>Formats events as aligned lines: host, outcome, step.</summary>
public static class StepLines
{
    /// <summary>The width of the host column in characters: the length of "this machine", the longest of the usual names.</summary>
    private const int HostWidth = 12;

    /// <summary>The width in characters of the longest outcome, "changed".</summary>
    private const int OutcomeWidth = 7;

    /// <summary>The shortest time that is shown.</summary>
    private static readonly TimeSpan MinElapsed = TimeSpan.FromSeconds(1);

    /// <param name="explain">True to add the reason for each change, its commands, and their output.</param>
    /// <returns>Empty for events that only a log needs.</returns>
    public static IEnumerable<StepLine> Of(LabEvent labEvent, bool explain) => labEvent switch
    {
        LabEvent.StepEnded ended => [Ended(ended)],
        LabEvent.Note note => [new(note.Text)],
        LabEvent.StepChanging changing when explain => Changing(changing),
        LabEvent.CommandStarted { Purpose: not CommandPurpose.Probe } command when explain =>
            [new($"{command.HostSteps.Name} $ {command.Command.ToShell()}", "blue")],
        LabEvent.CommandEnded { Purpose: not CommandPurpose.Probe } command when explain && command.Result.Output.Length > 0 =>
            [new(Indented(command.Result), "grey")],
        _ => [],
    };

    /// <summary>Formats one line for the satisfied steps of a host in a phase: <c>host-a  ok  overlay (13 checks)</c>.</summary>
    public static StepLine Summary(string host, int steps, string phase) =>
        new(Line(host, "ok", $"{phase} ({steps} {(steps == 1 ? "check" : "checks")})"), "grey");

    private static StepLine Ended(LabEvent.StepEnded ended)
    {
        var hadNothing = ended is { Outcome: StepOutcome.Undone, Step.Removes: "" };
        var (word, style) = Outcome(hadNothing ? StepOutcome.Satisfied : ended.Outcome);
        var reason = ended.Reason.Length == 0 || !hadNothing && ended.Outcome is StepOutcome.Applied or StepOutcome.Undone
            ? ""
            : ended.Reason.Split('\n')[0];
        var isFailure = ended.Outcome is StepOutcome.Failed or StepOutcome.Unsatisfied;
        var remark = reason.Length == 0 ? "" : isFailure ? $": {reason}" : $" ({reason})";
        var time = ended.Elapsed < MinElapsed ? "" : string.Create(CultureInfo.InvariantCulture, $"  {ended.Elapsed.TotalSeconds:0} s");
        return new(Line(ended.HostSteps.Name, word, $"{ended.Step.Title}{remark}{time}"), style);
    }

    private static (string Word, string Style) Outcome(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Satisfied => ("ok", "grey"),
        StepOutcome.Applied => ("changed", "green"),
        StepOutcome.Repaired => ("changed", "yellow"),
        StepOutcome.Undone => ("removed", "default"),
        StepOutcome.Cancelled or StepOutcome.Skipped => ("skipped", "grey"),
        _ => ("FAILED", "red"),
    };

    private static IEnumerable<StepLine> Changing(LabEvent.StepChanging changing)
    {
        var (step, reason) = (changing.Step, changing.Finding.Reason);
        var section = step.Section.Length > 0 ? $" ({step.Section})" : "";
        yield return new($"{changing.HostSteps.Name}: {step.Title}{section}{(reason.Length > 0 ? $"; now: {reason}" : "")}", "bold");
        yield return new($"    {step.Why}", "grey");
    }

    private static string Line(string host, string outcome, string text) =>
        $"{host.PadRight(HostWidth)}  {outcome.PadRight(OutcomeWidth)}  {text}";

    private static string Indented(CommandResult result) => "    " + result.Output.Trim().ReplaceLineEndings("\n    ");
}
