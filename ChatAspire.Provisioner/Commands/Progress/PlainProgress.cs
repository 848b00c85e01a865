using System.Globalization;
using ChatAspire.Provisioner.Remote;
using ChatAspire.Provisioner.Steps;

namespace ChatAspire.Provisioner.Commands.Progress;

/// <summary>A line a step as it ends: for pipes, files and CI.</summary>
/// <param name="explain">Also why, and each command as it runs.</param>
public sealed class PlainProgress(TextWriter output, bool explain) : IProgressView
{
    private readonly Lock _writing = new();

    public void Tell(LabEvent happened)
    {
        lock (_writing)
        {
            foreach (var line in Lines(happened, explain))
            {
                output.WriteLine(line);
            }
        }
    }

    public void Dispose()
    {
    }

    /// <summary>An event as lines; none where it says nothing to a reader.</summary>
    public static IEnumerable<string> Lines(LabEvent happened, bool explain)
    {
        switch (happened)
        {
            case LabEvent.StepChanging changing when explain:
                yield return $"{changing.Lane.Name}: {changing.Step.Title} ({changing.Step.Section}): {changing.Finding.Reason}";
                yield return $"    {changing.Step.Why}";
                break;
            case LabEvent.CommandStarted { Purpose: not CommandPurpose.Probe } command when explain:
                yield return $"{command.Lane.Name} $ {command.Command.ToShell()}";
                break;
            case LabEvent.CommandEnded { Purpose: not CommandPurpose.Probe } command when explain && command.Result.Output.Length > 0:
                yield return Indented(command.Result);
                break;
            case LabEvent.StepEnded ended:
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{ended.Lane.Name,-12} {Mark(ended.Outcome)} {ended.Step.Title}{Note(ended)} [{ended.Elapsed.TotalSeconds:0.00} s]");
                break;
        }
    }

    internal static string Mark(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Satisfied => "=",
        StepOutcome.Applied => "+",
        StepOutcome.Repaired => "~",
        StepOutcome.Undone => "-",
        StepOutcome.Cancelled => "/",
        _ => "✗",
    };

    private static string Note(LabEvent.StepEnded ended) => ended.Reason.Length == 0 || ended.Outcome is StepOutcome.Applied or StepOutcome.Undone
        ? ""
        : $" ({ended.Reason.Split('\n')[0]})";

    private static string Indented(CommandResult result) => "    " + result.Output.Trim().ReplaceLineEndings("\n    ");
}
