using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>
/// One run of <c>up</c>: creates or repairs the lab that lab.json describes, verifies it, and rolls back a lab that it failed to
/// create.
/// </summary>
internal sealed class UpRun : IAsyncDisposable
{
    private const int MaxPlans = 10;

    private readonly LabSpec _spec;
    private readonly IHostSource _source;
    private readonly LabSecrets _secrets;
    private readonly LabPlan _plan;
    private readonly StepEngine _engine;
    private readonly Action<LabEvent> _report;
    private int _changes;

    /// <param name="report">Receives every event, from several hosts at once.</param>
    public UpRun(LabSpec spec, IHostSource source, LabSecrets secrets, Action<LabEvent> report)
    {
        (_spec, _source, _secrets, _plan, _report) = (spec, source, secrets, new LabPlan(spec, secrets), report);
        _engine = LabEngine.Create(labEvent =>
        {
            if (labEvent is LabEvent.StepChanging)
            {
                Interlocked.Increment(ref _changes);
            }

            report(labEvent);
        });
    }

    /// <summary>The connected lab; null until its hosts exist and are connected.</summary>
    public ConnectedLab? Lab { get; private set; }

    /// <summary>True if a failed run kept the lab, because the lab existed before the run.</summary>
    public bool IsLabKept { get; private set; }

    /// <summary>True if everything that a failed run created was removed.</summary>
    public bool IsRolledBack { get; private set; }

    /// <summary>Creates or repairs the lab, and verifies it if any step changed something.</summary>
    /// <param name="retain">Skips the roll-back of a failed run, so that its result can be examined.</param>
    /// <returns>The number of steps that changed something.</returns>
    /// <exception cref="StepFailedException">A step could not be applied.</exception>
    /// <exception cref="VerificationFailedException">All steps were applied, but verification failed.</exception>
    /// <exception cref="AggregateException">The run failed, and then its roll-back; it contains the failures of both.</exception>
    public async Task<int> RunAsync(bool retain, CancellationToken cancellation)
    {
        try
        {
            await CreateHostsAsync(cancellation);
            Lab = await ConnectedLab.OpenAsync(_spec, _source, _secrets, cancellation);
            _engine.AddHosts(Lab);
            // The overlay comes first, so that a subnet that is in use is reported before the images are copied, which takes many seconds.
            await ApplyAsync(_plan.Overlay(Lab.Facts), cancellation);
            await ApplyAsync(_source.Images(_plan.Images(Lab.Facts)), cancellation);
            if (_changes > 0)
            {
                await VerifyOverlayAsync(Lab, cancellation);
            }
            else
            {
                await _engine.ApplyAsync(_plan.OverlayLeftovers(Lab.Facts), cancellation);
            }

            await ApplyAsync(_plan.Containers(Lab.Facts), cancellation);
            if (_changes > 0)
            {
                await VerifyAsync(_plan.ContainerChecks(Lab.Facts), cancellation);
            }

            return _changes;
        }
        catch (Exception e) when (!retain)
        {
            await RollBackAsync(e);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Lab is not null)
        {
            await Lab.DisposeAsync();
        }
    }

    /// <summary>
    /// Creates the hosts, and plans again if another lab took an address or port first. The other lab then has all that it needs, so every
    /// new plan has fewer rivals.
    /// </summary>
    private async Task CreateHostsAsync(CancellationToken cancellation)
    {
        for (var plans = 1; ; plans++)
        {
            var hosts = await _source.PlanAsync(cancellation);
            try
            {
                await ApplyAsync(hosts.Phases, cancellation);
                return;
            }
            catch (StepFailedException e) when (plans < MaxPlans && _source.WasOvertaken(e))
            {
                // The next plan takes into account everything that exists by now.
            }
        }
    }

    private async Task ApplyAsync(IReadOnlyList<Phase> phases, CancellationToken cancellation)
    {
        foreach (var phase in phases)
        {
            await _engine.ApplyAsync(phase, cancellation);
        }
    }

    private async Task VerifyOverlayAsync(ConnectedLab lab, CancellationToken cancellation)
    {
        var scaffold = _plan.OverlayScaffold(lab.Facts, await RunningContainers.OfAsync(lab, cancellation));
        var changes = _changes;
        try
        {
            await _engine.ApplyAsync(scaffold, cancellation);
            await VerifyAsync(_plan.OverlayChecks(lab.Facts), cancellation);
        }
        finally
        {
            _changes = changes; // The test containers come and go; they do not count as changes of the lab.
            await _engine.UndoAsync([scaffold], CancellationToken.None);
        }
    }

    private async Task VerifyAsync(IReadOnlyList<Phase> checks, CancellationToken cancellation)
    {
        try
        {
            await ApplyAsync(checks, cancellation);
        }
        catch (StepFailedException e)
        {
            throw new VerificationFailedException(e);
        }
    }

    private async Task RollBackAsync(Exception cause)
    {
        try
        {
            IsLabKept = await _engine.RollBackAsync(CancellationToken.None);
            IsRolledBack = !IsLabKept;
            if (!IsLabKept && _changes > 0 && cause is not OperationCanceledException)
            {
                _report(new LabEvent.Note(
                    "Everything that this run created has been removed. To keep a failed lab and examine it: `chatlab up --retain`."));
            }
        }
        catch (AggregateException failures)
        {
            throw new AggregateException([cause, .. failures.InnerExceptions]);
        }
    }
}
