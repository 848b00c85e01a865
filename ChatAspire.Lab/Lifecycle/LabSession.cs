using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;
using ChatAspire.Lab.Telemetry;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>A lab, and what makes, proves and removes it: for chatlab's verbs, and for the AppHost's.</summary>
public sealed record LabSession(LabSpec Spec, LabDirectory Directory, IHostSource Source)
{
    /// <param name="hosts">The kind of its hosts, one of <see cref="HostSources"/>.</param>
    /// <param name="ec2">Read only where it is needed.</param>
    /// <exception cref="UserErrorException">No such kind, or its options cannot be used.</exception>
    public static LabSession Of(LabSpec spec, string hosts, Func<Ec2Options> ec2)
    {
        var directory = new LabDirectory(spec, hosts);
        return new LabSession(spec, directory, HostSources.Create(hosts, spec, directory, ec2));
    }

    /// <summary>Makes the lab, or repairs what is missing of it.</summary>
    /// <param name="retain">Leave a failed lab as it is.</param>
    /// <returns>How many steps had something to do, and the hosts.</returns>
    /// <exception cref="PreflightException">Something is missing, and nothing was changed.</exception>
    /// <exception cref="UserErrorException">It cannot be made so.</exception>
    public async Task<(int Changes, IReadOnlyList<HostFacts> Hosts)> UpAsync(Action<LabEvent> tell, bool retain, CancellationToken cancellation)
    {
        // Before the first file is written, so that a refused `up` leaves none.
        await LabRun.PreflightAsync(Source, cancellation);
        using var held = LabLock.Take(Directory, "up");
        var secrets = LabSecrets.ToGive(Directory);
        var begins = secrets.Keep(Directory);
        await using var telemetry = new LabTelemetry();
        await using var run = Run(tell, secrets);
        var (changes, trace) = (0, "");
        try
        {
            using (var root = LabTrace.Run("up", Spec.Name))
            {
                trace = $"{root?.TraceId}";
                changes = await run.UpAsync(retain, cancellation);
            }
        }
        catch when (run.Stands || retain)
        {
            if (run.Stands)
            {
                tell(new LabEvent.Note("The lab stood before: what stood or was mended stays, with its data. `up` goes on from there."));
            }

            if (await DashboardUpload.TrySendFailedAsync(telemetry, run, Spec, secrets))
            {
                tell(new LabEvent.Note(DashboardUpload.Where(trace)));
            }

            throw;
        }
        catch when (begins)
        {
            Directory.Clear(); // nothing stands that its keys would open
            throw;
        }

        if (changes > 0)
        {
            await DashboardUpload.SendAsync(telemetry, run, Spec, secrets, cancellation);
        }

        return (changes, [.. run.Hosts.Select(host => host.Facts)]);
    }

    /// <summary>Proves that the lab works.</summary>
    /// <returns>What is not so.</returns>
    /// <exception cref="UserErrorException">It does not stand, or another command holds it.</exception>
    public async Task<IReadOnlyList<Unsatisfied>> VerifyAsync(Action<LabEvent> tell, CancellationToken cancellation)
    {
        using var held = LabLock.Take(Directory, "verify");
        await using var run = Run(tell, LabSecrets.Of(Directory));
        return await run.VerifyAsync(cancellation);
    }

    /// <summary>Takes everything of the lab away.</summary>
    /// <exception cref="AggregateException">What could not be taken away.</exception>
    /// <exception cref="UserErrorException">Another command holds it.</exception>
    public async Task DownAsync(Action<LabEvent> tell, CancellationToken cancellation)
    {
        using var held = LabLock.Take(Directory, "down");
        await using var telemetry = new LabTelemetry();
        await using var run = Run(tell, LabSecrets.Create()); // what goes is found without the lab's own
        using (LabTrace.Run("down", Spec.Name))
        {
            await run.DownAsync(cancellation);
        }

        Directory.Clear();
    }

    private LabRun Run(Action<LabEvent> tell, LabSecrets secrets) => new(Spec, Source, new LabPlan(Spec, secrets), tell);
}
