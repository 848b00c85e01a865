using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;
using ChatAspire.Lab.Telemetry;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>
/// Operates on one lab: creates, inspects, verifies and removes it, and opens it for other work. Used by chatlab and by the
/// AppHost.
/// </summary>
public sealed record LabSession(LabSpec Spec, LabDirectory Directory, IHostSource Source)
{
    private Ec2OptionValues Options { get; init; } = Ec2OptionValues.None;

    /// <summary>
    /// The options given for this session that differ from those stored by the last <c>up</c>; the next <c>up</c> stores the new values.
    /// Empty if no options are stored.
    /// </summary>
    public IReadOnlyList<Ec2OptionChange> Changes { get; private init; } = [];

    /// <summary>Creates a session for the lab of a lab file.</summary>
    /// <param name="hosts">The kind of the lab's hosts, one of <see cref="HostSources"/>.</param>
    /// <param name="ec2">The options for EC2 hosts; an option that is not given has the value stored for the lab.</param>
    /// <exception cref="UserErrorException">The kind is unknown, or its options are invalid.</exception>
    public static LabSession Create(LabSpec spec, string hosts, Ec2OptionValues ec2)
    {
        var directory = new LabDirectory(spec, hosts);
        var stored = hosts == HostSources.Ec2 ? Ec2OptionValues.Load(directory) : null;
        var options = stored is null ? ec2 : ec2.Over(stored);
        return new LabSession(spec, directory, HostSources.Create(hosts, spec, directory, options))
        {
            Options = options,
            Changes = stored is null ? [] : ec2.ChangesOf(stored),
        };
    }

    /// <summary>Connects to every host of the running lab.</summary>
    /// <exception cref="UserErrorException">The lab is not running, or one of its hosts is missing or does not answer.</exception>
    public Task<ConnectedLab> OpenAsync(CancellationToken cancellation) =>
        ConnectedLab.OpenAsync(Spec, Source, LabSecrets.Load(Directory), cancellation);

    /// <summary>Creates the lab, or repairs it.</summary>
    /// <param name="retain">Skips the roll-back of a failed run.</param>
    /// <returns>The number of steps that changed something, and the hosts.</returns>
    /// <exception cref="PreflightException">A prerequisite is missing; nothing was changed.</exception>
    /// <exception cref="UserErrorException">
    /// A step failed, a challenge is running on the lab, or another command holds the lab's lock.
    /// </exception>
    public Task<(int Changes, IReadOnlyList<HostFacts> Hosts)> UpAsync(
        Action<LabEvent> report, bool retain, CancellationToken cancellation) =>
        RunningChallenge.NameIn(Directory) is { } challenge
            ? throw new UserErrorException(
                $"Challenge {challenge} is running on this lab, which is broken on purpose; `up` would repair it.",
                "End the challenge first: chatlab challenge reset")
            : RunUpAsync(report, retain, cancellation);

    /// <summary>Repairs the lab even though a challenge is running on it, for <c>challenge reset</c>.</summary>
    internal Task RepairAsync(Action<LabEvent> report, CancellationToken cancellation) => RunUpAsync(report, retain: true, cancellation);

    private async Task<(int Changes, IReadOnlyList<HostFacts> Hosts)> RunUpAsync(
        Action<LabEvent> report, bool retain, CancellationToken cancellation)
    {
        // Checked before the first file is written, so that a refused `up` leaves no files.
        await CheckPrerequisitesAsync(cancellation);
        foreach (var warning in Source.Warnings)
        {
            report(new LabEvent.Note(warning));
        }

        using var held = LabLock.Take(Directory, "up");
        var secrets = LabSecrets.LoadOrReplace(Directory);
        var isNew = secrets.Save(Directory);
        if (Source is Ec2Hosts { Region: var region })
        {
            Options.Save(Directory, region);
        }

        await using var telemetry = new LabTelemetry();
        await using var run = new UpRun(Spec, Source, secrets, report);
        var (changes, trace) = (0, "");
        try
        {
            using (var root = LabTrace.Run("up", Spec.Name))
            {
                trace = $"{root?.TraceId}";
                changes = await run.RunAsync(retain, cancellation);
            }
        }
        catch when (run.IsLabKept || retain)
        {
            if (run.IsLabKept)
            {
                report(new LabEvent.Note(
                    "The lab existed before this run, so it was kept, with its data and what was repaired. Run `chatlab up` to continue."));
            }

            if (run.Lab is { } kept && await DashboardUpload.TrySendFailedAsync(telemetry, kept))
            {
                report(new LabEvent.Note(DashboardUpload.Location(trace)));
            }

            throw;
        }
        catch when (isNew && run.IsRolledBack)
        {
            Directory.Clear(); // Nothing is left that needs the stored secrets.
            throw;
        }

        if (changes > 0)
        {
            await DashboardUpload.SendAsync(telemetry, run.Lab!, cancellation);
        }

        return (changes, run.Lab!.Facts);
    }

    /// <summary>Returns the phases of an <c>up</c> that starts from nothing, adapted to scripts (see <see cref="ScriptFiles"/>).</summary>
    /// <param name="secrets">The folder from which the scripts read their secrets.</param>
    /// <returns>The phases, and throw-away secrets for that folder.</returns>
    /// <exception cref="PreflightException"><c>up</c> would lack a permission.</exception>
    public async Task<(IReadOnlyList<Phase> Phases, IReadOnlyList<NamedSecret> Secrets)> DryRunAsync(
        string secrets, CancellationToken cancellation)
    {
        if (await Source.PermissionProblemsAsync(cancellation) is { Count: > 0 } problems)
        {
            throw new PreflightException(problems);
        }

        var plan = new LabPlan(Spec, LabSecrets.Create());
        var hosts = await Source.PlanAsync(cancellation);
        Phase[] phases = [.. hosts.Phases, .. plan.Overlay(hosts.Hosts), .. Source.Images(plan.Images(hosts.Hosts)),
            .. plan.Containers(hosts.Hosts)];
        var (scripts, files) = ScriptFiles.NameSecrets(phases, secrets);
        return (ScriptFiles.Copy(scripts, hosts.Hosts, Source), files);
    }

    /// <summary>Exports the resources that <c>up</c> would create as a Terraform configuration; changes nothing.</summary>
    /// <exception cref="UserErrorException">The lab is not on AWS, or cannot be planned.</exception>
    public Task<string> ExportAsync(CancellationToken cancellation) => Source is Ec2Hosts hosts
        ? hosts.ExportAsync(cancellation)
        : throw new UserErrorException("Only a lab on AWS can be exported.", "Add --hosts ec2.");

    /// <summary>Compares the lab with lab.json; changes nothing.</summary>
    public async Task<LabReport> StatusAsync(Action<LabEvent> report, CancellationToken cancellation) =>
        await new LabInspection(Spec, Source, LabSecrets.Load(Directory), report).StatusAsync(cancellation);

    /// <summary>Verifies that the lab works: every step, pings and chat messages across hosts, and the messages' traces.</summary>
    /// <exception cref="UserErrorException">The lab is not running, or another command holds its lock.</exception>
    public async Task<LabReport> VerifyAsync(Action<LabEvent> report, CancellationToken cancellation)
    {
        using var held = LabLock.Take(Directory, "verify");
        return await new LabInspection(Spec, Source, LabSecrets.Load(Directory), report).VerifyAsync(cancellation);
    }

    /// <summary>Removes everything that carries the lab's label or tag, even if this machine stores nothing about the lab.</summary>
    /// <returns>The kinds of removed resources, with their numbers: "2 hosts", "2 volumes". Empty if the lab did not exist.</returns>
    /// <exception cref="AggregateException">Some resources could not be removed; it contains one exception for each failure.</exception>
    /// <exception cref="UserErrorException">Another command holds the lab's lock.</exception>
    public Task<IReadOnlyList<string>> DownAsync(Action<LabEvent> report, CancellationToken cancellation) =>
        LabRemoval.RunAsync(Spec.Name, Directory, Source.RemovalAsync, report, cancellation);

    /// <summary>All labs of the AWS account and region.</summary>
    /// <exception cref="UserErrorException">The lab is not on AWS.</exception>
    public Ec2Fleet Fleet => Source is Ec2Hosts { Fleet: var fleet }
        ? fleet
        : throw new UserErrorException("`list` works for labs on AWS only.", "Add --hosts ec2.");

    /// <summary>Replaces the time after which the lab's instances terminate themselves.</summary>
    /// <param name="timeToLive">The time from now; null so that the instances never terminate themselves.</param>
    /// <returns>The new deadline of each host.</returns>
    /// <exception cref="UserErrorException">The lab is not on AWS or not running, or another command holds its lock.</exception>
    public async Task<IReadOnlyList<HostDeadline>> SetTimeToLiveAsync(TimeSpan? timeToLive, CancellationToken cancellation)
    {
        if (Source is not Ec2Hosts instances)
        {
            throw new UserErrorException("A lab on this machine has no time to live.", "Add --hosts ec2.");
        }

        using var held = LabLock.Take(Directory, "ttl");
        await using var lab = await OpenAsync(cancellation);
        return await instances.SetTimeToLiveAsync(lab.Hosts, timeToLive, cancellation);
    }

    private async Task CheckPrerequisitesAsync(CancellationToken cancellation)
    {
        List<Problem> problems = [.. RequiredPrograms.Missing(), .. await Source.PreflightAsync(cancellation)];
        if (problems.Count > 0)
        {
            throw new PreflightException(problems);
        }
    }
}
