using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.AppHost;

/// <summary>The commands that the lab's hosts have in the dashboard; each is about the whole lab.</summary>
/// <param name="log">Takes each step's line, after the name of whom it is about: a host, or what runs elsewhere.</param>
public sealed class LabCommands(LabSession lab, Action<string, string> log)
{
    /// <summary>Proves that the lab works.</summary>
    public Task<ExecuteCommandResult> VerifyAsync(CancellationToken cancellation) => GuardAsync(async () =>
    {
        var report = await lab.VerifyAsync(Tell, cancellation);
        return report.IsSatisfied
            ? CommandResults.Success("The lab works.")
            : CommandResults.Failure(string.Join(Environment.NewLine, report.Problems.SelectMany(problem => problem.Lines)));
    });

    /// <summary>Takes the lab away.</summary>
    public Task<ExecuteCommandResult> DownAsync(CancellationToken cancellation) => GuardAsync(async () =>
    {
        await lab.DownAsync(Tell, cancellation);
        return CommandResults.Success("Nothing of the lab is left.");
    });

    private static async Task<ExecuteCommandResult> GuardAsync(Func<Task<ExecuteCommandResult>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception e) when (e is UserErrorException or AggregateException)
        {
            return CommandResults.Failure(Trouble.Of(e));
        }
    }

    private void Tell(LabEvent happened)
    {
        if (happened is LabEvent.StepEnded { Lane: var lane })
        {
            foreach (var line in EventLines.Of(happened, explain: false))
            {
                log(lane.Name, line);
            }
        }
    }
}
