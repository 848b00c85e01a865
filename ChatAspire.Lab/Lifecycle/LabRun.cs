using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>What the verbs do: hosts, then the overlay on them, then the containers on that.</summary>
public sealed class LabRun(LabSpec spec, IHostSource source, LabPlan plan, Action<LabEvent> tell) : IAsyncDisposable
{
    private const int MaxPlans = 10;

    private readonly List<LabHost> _hosts = [];
    private int _changes;

    /// <summary>The hosts that stand, as far as this run has met them.</summary>
    public IReadOnlyList<LabHost> Hosts => _hosts;

    /// <summary>The steps of the lab.</summary>
    public LabPlan Plan => plan;

    /// <summary>A failed <see cref="UpAsync"/> left something standing: what stood before, with what was mended of it.</summary>
    public bool Stands { get; private set; }

    /// <summary>Looks whether an <see cref="UpAsync"/> is possible; changes nothing.</summary>
    /// <exception cref="PreflightException">Something is missing on this machine.</exception>
    public static async Task PreflightAsync(IHostSource source, CancellationToken cancellation)
    {
        List<Problem> problems = [.. MachinePrograms.Missing(), .. await source.PreflightAsync(cancellation)];
        if (problems.Count > 0)
        {
            throw new PreflightException(problems);
        }
    }

    /// <summary>Makes and repairs what lab.json asks for. A failed or cancelled run takes away a lab that it began.</summary>
    /// <param name="retain">Leave a failed run as it is, to look into.</param>
    /// <returns>How many steps had something to do.</returns>
    /// <exception cref="StepFailedException">It cannot be made so.</exception>
    /// <exception cref="ProofFailedException">Everything stands, and it does not work.</exception>
    public async Task<int> UpAsync(bool retain, CancellationToken cancellation)
    {
        var engine = NewEngine();
        try
        {
            await MakeHostsAsync(engine, cancellation);
            await ConnectAsync(engine, cancellation);
            await ApplyAsync(engine, source.Images(plan.Images(Facts)), cancellation);
            await ApplyAsync(engine, plan.Overlay(Facts), cancellation);
            if (_changes > 0)
            {
                await ProveAsync(engine, plan.OverlayScaffold(Facts, await StandingAsync(cancellation)), plan.OverlayChecks(Facts), cancellation);
            }
            else
            {
                await engine.ApplyAsync(plan.OverlayLeftovers(Facts), cancellation);
            }

            await ApplyAsync(engine, plan.Containers(Facts), cancellation);
            if (_changes > 0)
            {
                await ProveAsync(engine, plan.ContainerChecks(Facts), cancellation);
            }

            return _changes;
        }
        catch (Exception e) when (!retain)
        {
            await RollBackAsync(engine, e);
            throw;
        }
    }

    /// <summary>Takes the lab away: everything with its label, whether this program remembers it or not.</summary>
    public async Task DownAsync(CancellationToken cancellation) =>
        await NewEngine().UndoAsync(await source.RemovalAsync(cancellation), cancellation);

    /// <summary>Proves that the lab does what it should: every step stands, every check passes.</summary>
    /// <returns>What is not so.</returns>
    public async Task<IReadOnlyList<Unsatisfied>> VerifyAsync(CancellationToken cancellation)
    {
        var engine = NewEngine();
        await ConnectAsync(engine, cancellation);
        var scaffold = plan.OverlayScaffold(Facts, await StandingAsync(cancellation));
        var wrong = new List<Unsatisfied>(await ProbeAsync(engine, [.. source.Images(plan.Images(Facts)), .. plan.Overlay(Facts), .. plan.Containers(Facts)], cancellation));
        try
        {
            await engine.ApplyAsync(scaffold, cancellation);
            wrong.AddRange(await ProbeAsync(engine, [.. plan.OverlayChecks(Facts), .. plan.ContainerChecks(Facts)], cancellation));
        }
        catch (StepFailedException e)
        {
            wrong.Add(new Unsatisfied(e.HostSteps, e.Step, Finding.Blocked(e.Why, e.Hint)));
        }
        finally
        {
            await engine.UndoAsync([scaffold], CancellationToken.None);
        }

        return wrong;
    }

    /// <summary>Looks at every step, changes nothing.</summary>
    /// <returns>What is not so; on hosts that do not answer, nothing is looked at.</returns>
    public async Task<IReadOnlyList<Unsatisfied>> StatusAsync(CancellationToken cancellation)
    {
        var engine = NewEngine();
        var hosts = await source.PlanAsync(cancellation);
        var wrong = new List<Unsatisfied>(await ProbeAsync(engine, hosts.Phases, cancellation));
        if (wrong.Count == 0)
        {
            await ConnectAsync(engine, cancellation);
            wrong.AddRange(await ProbeAsync(engine, [.. source.Images(plan.Images(Facts)), .. plan.Overlay(Facts), .. plan.Containers(Facts)], cancellation));
        }

        return wrong;
    }

    /// <summary>All phases as they would run where nothing stands, for scripts: files that hosts read are brought to them first.</summary>
    public async Task<IReadOnlyList<Phase>> DryRunAsync(CancellationToken cancellation)
    {
        var hosts = await source.PlanAsync(cancellation);
        Phase[] phases = [.. hosts.Phases, .. source.Images(plan.Images(hosts.Hosts)), .. plan.Overlay(hosts.Hosts), .. plan.Containers(hosts.Hosts)];
        return HostedFiles.Bring(phases, hosts.Hosts, source);
    }

    /// <summary>The lab's hosts, ready for commands.</summary>
    /// <exception cref="UserErrorException">The lab, or a host of it, does not stand.</exception>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        if (_hosts.Count == 0)
        {
            _hosts.AddRange(await source.ConnectAsync(cancellation));
        }

        string[] missing = [.. spec.Hosts.Select(host => host.Name).Except(_hosts.Select(host => host.Name))];
        if (missing.Length > 0)
        {
            throw new UserErrorException($"The lab \"{spec.Name}\" does not stand: no {string.Join(", no ", missing)}.", "Run `up` first.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }

    private IReadOnlyList<HostFacts> Facts => [.. _hosts.Select(host => host.Facts)];

    private async Task ConnectAsync(Engine engine, CancellationToken cancellation)
    {
        await ConnectAsync(cancellation);
        foreach (var host in _hosts)
        {
            engine.Add(host.Host);
        }
    }

    private Engine NewEngine()
    {
        var engine = new Engine(Watch);
        // Whatever the hosts are, the chat is published here.
        engine.Add(new LocalMachine());
        engine.Add(source.Machine);
        return engine;
    }

    private void Watch(LabEvent happened)
    {
        if (happened is LabEvent.StepChanging)
        {
            Interlocked.Increment(ref _changes);
        }

        try
        {
            tell(happened);
        }
        catch (IOException)
        {
            // Who watched is gone, or their disk is full: what was begun must go on, and what was made must still be taken away.
        }
    }

    private async Task RollBackAsync(Engine engine, Exception cause)
    {
        try
        {
            Stands = await engine.RollBackAsync(CancellationToken.None);
        }
        catch (AggregateException left)
        {
            throw new AggregateException([cause, .. left.InnerExceptions]);
        }
    }

    /// <summary>Whoever overtakes us has what it needs, so each new plan meets fewer; and it must not go on for ever.</summary>
    private async Task MakeHostsAsync(Engine engine, CancellationToken cancellation)
    {
        for (var plans = 1; ; plans++)
        {
            var hosts = await source.PlanAsync(cancellation);
            try
            {
                await ApplyAsync(engine, hosts.Phases, cancellation);
                return;
            }
            catch (StepFailedException e) when (plans < MaxPlans && source.WasOvertaken(e))
            {
                // Planned anew, around what stands by now.
            }
        }
    }

    private static async Task ApplyAsync(Engine engine, IReadOnlyList<Phase> phases, CancellationToken cancellation)
    {
        foreach (var phase in phases)
        {
            await engine.ApplyAsync(phase, cancellation);
        }
    }

    private static async Task<IReadOnlyList<Unsatisfied>> ProbeAsync(Engine engine, IReadOnlyList<Phase> phases, CancellationToken cancellation)
    {
        var wrong = new List<Unsatisfied>();
        foreach (var phase in phases)
        {
            wrong.AddRange(await engine.ProbeAsync(phase, cancellation));
        }

        return wrong;
    }

    private async Task ProveAsync(Engine engine, Phase scaffold, IReadOnlyList<Phase> checks, CancellationToken cancellation)
    {
        var changes = _changes;
        try
        {
            await engine.ApplyAsync(scaffold, cancellation);
            await ProveAsync(engine, checks, cancellation);
        }
        finally
        {
            _changes = changes; // what comes and goes with the proof is no change of the lab
            await engine.UndoAsync([scaffold], CancellationToken.None);
        }
    }

    private static async Task ProveAsync(Engine engine, IReadOnlyList<Phase> checks, CancellationToken cancellation)
    {
        try
        {
            await ApplyAsync(engine, checks, cancellation);
        }
        catch (StepFailedException e)
        {
            throw new ProofFailedException(e);
        }
    }

    /// <summary>The chat containers that run, and so hold the addresses that the test containers would take.</summary>
    private async Task<IReadOnlySet<string>> StandingAsync(CancellationToken cancellation)
    {
        var running = await Task.WhenAll(_hosts.Select(host =>
            host.Host.RunAsync(new HostCommand("docker", "ps", "--filter", $"network={spec.Overlay.Network}", "--format", "{{.Names}}"), cancellation)));
        return running.SelectMany(result => result.Check().Lines).ToHashSet();
    }
}
