using System.Diagnostics;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>down --expired</c>: removes all labs of an AWS account and region whose time to live has passed.</summary>
internal static class ExpiredLabs
{
    public static async Task<int> RemoveAsync(Ec2Fleet fleet, bool json, CancellationToken cancellation)
    {
        List<FleetLab> expired;
        using (ActivityLine.Begin($"Looking for expired labs in {fleet.Region}…"))
        {
            var now = DateTimeOffset.UtcNow;
            expired = [.. (await fleet.ListAsync(cancellation)).Where(lab => lab.IsExpired(now))];
        }

        foreach (var lab in expired)
        {
            var started = Stopwatch.GetTimestamp();
            IReadOnlyList<string> removed;
            using (var view = IProgressView.Create($"Removing lab {lab.Name}…", json, explain: false))
            {
                removed = await LabRemoval.RunAsync(fleet, lab, view.Report, cancellation);
                (view as JsonProgress)?.Write(new ProgressRecord("result") { Removed = removed });
            }

            Terminal.WriteMessage(Verdict.Down(lab.Name, removed, Stopwatch.GetElapsedTime(started)), "green");
        }

        if (expired.Count == 0)
        {
            Terminal.WriteMessage($"No lab in {fleet.Region} has expired.", "green");
        }

        return ExitCodes.Success;
    }
}
