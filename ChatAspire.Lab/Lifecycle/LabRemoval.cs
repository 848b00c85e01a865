using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;
using ChatAspire.Lab.Telemetry;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>Removes a lab, and the files that this machine stores for it.</summary>
public static class LabRemoval
{
    /// <summary>Removes a lab from the AWS account, even if another user created the lab.</summary>
    /// <returns>The kinds of removed resources, with their numbers: "2 instances".</returns>
    /// <exception cref="AggregateException">Some resources could not be removed; it contains one exception for each failure.</exception>
    /// <exception cref="Network.Execution.UserErrorException">Another command holds the lab's lock.</exception>
    public static Task<IReadOnlyList<string>> RunAsync(
        Ec2Fleet fleet, FleetLab lab, Action<LabEvent> report, CancellationToken cancellation)
    {
        var directory = new LabDirectory(lab.Name, HostSources.Ec2);
        return RunAsync(lab.Name, directory, token => fleet.RemovalAsync(lab.Name, directory, token), report, cancellation);
    }

    /// <param name="plan">Returns the steps to undo.</param>
    internal static async Task<IReadOnlyList<string>> RunAsync(
        string lab,
        LabDirectory directory,
        Func<CancellationToken, Task<IReadOnlyList<Phase>>> plan,
        Action<LabEvent> report,
        CancellationToken cancellation)
    {
        using var held = LabLock.Take(directory, "down");
        await using var telemetry = new LabTelemetry();
        using (LabTrace.Run("down", lab))
        {
            var removal = await plan(cancellation);
            await LabEngine.Create(report).UndoAsync(removal, cancellation);
            directory.Clear();
            return [.. removal.Reverse().SelectMany(phase => phase.HostSteps).SelectMany(host => host.Steps.Reverse())
                .Select(step => step.Removes).OfType<string>().Where(removed => removed.Length > 0)];
        }
    }
}
