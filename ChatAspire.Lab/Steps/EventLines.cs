using System.Globalization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>Renders events as lines of text, for terminals, logs and files.</summary>
public static class EventLines
{
    /// <summary>The lines of an event; empty for events that need none.</summary>
    /// <param name="explain">Adds the reason for each step, and each command with its output.</param>
    public static IEnumerable<string> Of(LabEvent labEvent, bool explain)
    {
        switch (labEvent)
        {
            case LabEvent.StepChanging changing when explain:
                yield return $"{changing.HostSteps.Name}: {changing.Step.Title} ({changing.Step.Section}): {changing.Finding.Reason}";
                yield return $"    {changing.Step.Why}";
                break;
            case LabEvent.CommandStarted { Purpose: not CommandPurpose.Probe } command when explain:
                yield return $"{command.HostSteps.Name} $ {command.Command.ToShell()}";
                break;
            case LabEvent.CommandEnded { Purpose: not CommandPurpose.Probe } command when explain && command.Result.Output.Length > 0:
                yield return Indented(command.Result);
                break;
            case LabEvent.Note note:
                yield return note.Text;
                break;
            case LabEvent.StepEnded ended:
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{ended.HostSteps.Name,-12} {Mark(ended.Outcome)} {ended.Step.Title}{Remark(ended)} "
                        + $"[{ended.Elapsed.TotalSeconds:0.00} s]");
                break;
        }
    }

    private static string Mark(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Satisfied => "=",
        StepOutcome.Applied => "+",
        StepOutcome.Repaired => "~",
        StepOutcome.Undone => "-",
        StepOutcome.Cancelled => "/",
        StepOutcome.Skipped => "·",
        _ => "✗",
    };

    private static string Remark(LabEvent.StepEnded ended) => ended.Reason.Length == 0
        || ended.Outcome is StepOutcome.Applied or StepOutcome.Undone
        ? ""
        : $" ({ended.Reason.Split('\n')[0]})";

    private static string Indented(CommandResult result) => "    " + result.Output.Trim().ReplaceLineEndings("\n    ");
}
