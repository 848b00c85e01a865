using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab;

/// <summary>The commands of the lab's hosts in the dashboard. Each acts on the whole lab.</summary>
/// <param name="log">Receives each step's line after the name of its host, or of the machine it ran on.</param>
public sealed class LabCommands(LabSession lab, Action<string, string> log)
{
    /// <summary>Verifies the lab.</summary>
    public Task<ExecuteCommandResult> VerifyAsync(CancellationToken cancellation) => GuardAsync(async () =>
    {
        var report = await lab.VerifyAsync(Report, cancellation);
        return report.IsSatisfied
            ? Success("The lab works.")
            : CommandResults.Failure(string.Join(Environment.NewLine, report.Lines));
    });

    /// <summary>Removes the lab.</summary>
    public Task<ExecuteCommandResult> DownAsync(CancellationToken cancellation) => GuardAsync(async () =>
    {
        await lab.DownAsync(Report, cancellation);
        return Success("The lab is removed.");
    });

    // The dashboard shows the message, the Aspire CLI the result.
    private static ExecuteCommandResult Success(string text) => CommandResults.Success(text, result: text);

    private static async Task<ExecuteCommandResult> GuardAsync(Func<Task<ExecuteCommandResult>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception e) when (e is UserErrorException or AggregateException)
        {
            return CommandResults.Failure(ErrorText.Of(e));
        }
    }

    private void Report(LabEvent labEvent)
    {
        if (labEvent is LabEvent.StepEnded { HostSteps: var steps })
        {
            foreach (var line in StepLines.Of(labEvent, explain: false))
            {
                log(steps.Name, line.Text);
            }
        }
    }
}
