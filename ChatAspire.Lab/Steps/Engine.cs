using System.Collections.Concurrent;
using System.Diagnostics;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>
/// Runs phases: their lanes side by side, the steps of a lane in order. Remembers what it made, so that a failed run
/// can take that away again where nothing stood before.
/// </summary>
/// <param name="tell">Called from several lanes at once.</param>
public sealed class Engine(Action<LabEvent> tell)
{
    /// <summary>
    /// How long a cancelled command that changes something may still take. What a killed one has asked of a daemon comes all the same,
    /// and after the roll-back has looked for it.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, ICommandRunner> _hosts = [];
    private readonly Stack<(HostSteps Lane, Step Step)> _made = [];
    private volatile bool _repairs;

    /// <summary>Makes a host known to the lanes that name it.</summary>
    public void Add(ICommandRunner host) => _hosts[host.Name] = host;

    /// <summary>Makes every step so. A step that stands already costs its probe.</summary>
    /// <exception cref="StepFailedException">The first step that failed; the other lanes were cancelled.</exception>
    public Task ApplyAsync(Phase phase, CancellationToken cancellation) => RunAsync(phase, ApplyAsync, cancellation);

    /// <summary>Probes every step, whatever the ones before it said.</summary>
    /// <returns>The findings, in the phase's order.</returns>
    public async Task<IReadOnlyList<StepCheck>> ProbeAsync(Phase phase, CancellationToken cancellation)
    {
        var findings = new ConcurrentDictionary<Step, Finding>(ReferenceEqualityComparer.Instance);
        await RunAsync(phase, async (lane, step, token) =>
        {
            var finding = await ProbeAsync(lane, step, token);
            findings[step] = finding;
            return (finding.State == StepState.Satisfied ? StepOutcome.Satisfied : StepOutcome.Unsatisfied, finding.Reason);
        }, cancellation);
        return [.. phase.Lanes.SelectMany(lane => lane.Steps.Select(step => new StepCheck(lane, step, findings[step])))];
    }

    /// <summary>Takes every step away, last first. What cannot be taken away does not keep the rest.</summary>
    /// <exception cref="AggregateException">What could not be taken away, a <see cref="StepFailedException"/> each.</exception>
    public async Task UndoAsync(IReadOnlyList<Phase> phases, CancellationToken cancellation)
    {
        var failures = new List<Exception>();
        foreach (var phase in phases.Reverse())
        {
            var backwards = phase with { Lanes = [.. phase.Lanes.Select(lane => lane with { Steps = [.. lane.Steps.Reverse().Where(s => s.Undo.Count > 0)] })] };
            await RunAsync(backwards, async (lane, step, token) =>
            {
                try
                {
                    return await UndoAsync(lane, step, token);
                }
                catch (UserErrorException e)
                {
                    lock (failures)
                    {
                        failures.Add(e);
                    }

                    return (StepOutcome.Failed, e.Message);
                }
            }, cancellation);
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("Some things could not be taken away.", failures);
        }
    }

    /// <summary>
    /// Takes away what this engine made, last first; not one by one what goes with its host. Where a host stood before,
    /// the run was a repair: of that, only hosts that are new go again. What it mended elsewhere stays mended, and no
    /// data that was there before goes with it.
    /// </summary>
    /// <returns>Whether something stood before, and so stands still.</returns>
    public async Task<bool> RollBackAsync(CancellationToken cancellation)
    {
        var created = _made.Select(made => made.Step.Creates).OfType<string>().ToHashSet();
        Phase[] lastFirst = [.. _made
            .Where(made => !created.Contains(made.Lane.Host) && (!_repairs || created.Contains(made.Lane.Name)))
            .Select(made => new Phase("Roll back", [made.Lane with { Steps = [made.Step] }]))];
        await UndoAsync([.. lastFirst.Reverse()], cancellation);
        return _repairs;
    }

    private async Task RunAsync(
        Phase phase, Func<HostSteps, Step, CancellationToken, Task<(StepOutcome, string)>> run, CancellationToken cancellation)
    {
        tell(new LabEvent.PhaseStarted(phase));
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? first = null;
        await Task.WhenAll(phase.Lanes.Select(async lane =>
        {
            try
            {
                foreach (var step in lane.Steps)
                {
                    await RunAsync(lane, step, run, others.Token);
                }
            }
            catch (Exception e)
            {
                // The first failure is the cause; what its cancellation does to the other lanes is not.
                Interlocked.CompareExchange(ref first, e, null);
                await others.CancelAsync();
            }
        }));
        cancellation.ThrowIfCancellationRequested();
        if (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }

    private async Task RunAsync(
        HostSteps lane, Step step, Func<HostSteps, Step, CancellationToken, Task<(StepOutcome Outcome, string Reason)>> run, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = LabTrace.Step(lane, step);
        tell(new LabEvent.StepStarted(lane, step));
        try
        {
            cancellation.ThrowIfCancellationRequested();
            var (outcome, reason) = await run(lane, step, cancellation);
            End(outcome, reason);
        }
        catch (OperationCanceledException)
        {
            End(StepOutcome.Cancelled, "");
            throw;
        }
        catch (UserErrorException e)
        {
            End(StepOutcome.Failed, e.Message);
            throw e as StepFailedException ?? new StepFailedException(lane, step, e.Message, e.Hint, e);
        }

        void End(StepOutcome outcome, string reason)
        {
            span.Record(outcome, reason);
            tell(new LabEvent.StepEnded(lane, step, outcome, reason, Stopwatch.GetElapsedTime(started)));
        }
    }

    private async Task<(StepOutcome, string)> ApplyAsync(HostSteps lane, Step step, CancellationToken cancellation)
    {
        var finding = await ProbeAsync(lane, step, cancellation);
        if (step.Creates is { } host && finding.State is (StepState.Satisfied or StepState.Drifted) && !HasMade(host))
        {
            _repairs = true; // by any lane; `|=` could lose another lane's
        }

        if (finding.State == StepState.Satisfied)
        {
            return (StepOutcome.Satisfied, finding.Reason);
        }

        var commands = finding.Repair.Count > 0 ? finding.Repair : step.Apply;
        if (finding.State == StepState.Blocked || commands.Count == 0)
        {
            throw new StepFailedException(lane, step, finding.Reason, finding.Hint);
        }

        tell(new LabEvent.StepChanging(lane, step, finding));
        if (finding.State == StepState.Missing)
        {
            // Before the commands: also what a failed one left half done must go.
            lock (_made)
            {
                _made.Push((lane, step));
            }
        }

        await RunAllAsync(lane, step, CommandPurpose.Apply, commands, cancellation);
        var then = await ProbeAsync(lane, step, cancellation);
        return then.State != StepState.Satisfied
            ? throw new StepFailedException(lane, step, then.Reason, then.Hint ?? step.Cure)
            : (finding.State == StepState.Missing ? StepOutcome.Applied : StepOutcome.Repaired, finding.Reason);
    }

    /// <summary>A host that an earlier plan of this run began did not stand before it.</summary>
    private bool HasMade(string host)
    {
        lock (_made)
        {
            return _made.Any(made => made.Step.Creates == host);
        }
    }

    private async Task<(StepOutcome, string)> UndoAsync(HostSteps lane, Step step, CancellationToken cancellation)
    {
        await RunAllAsync(lane, step, CommandPurpose.Undo, step.Undo, cancellation);
        var finding = await ProbeAsync(lane, step, cancellation);
        return finding.State switch
        {
            StepState.Missing => (StepOutcome.Undone, finding.Reason),
            StepState.Blocked => (StepOutcome.Satisfied, finding.Reason), // somebody else's: nothing of ours was there
            _ => throw new StepFailedException(lane, step, $"it is still there after its removal{(finding.Reason.Length > 0 ? $": {finding.Reason}" : "")}", null),
        };
    }

    private Task<Finding> ProbeAsync(HostSteps lane, Step step, CancellationToken cancellation) =>
        step.Probe(Watched(lane, step, CommandPurpose.Probe), cancellation);

    private async Task RunAllAsync(HostSteps lane, Step step, CommandPurpose purpose, IReadOnlyList<HostCommand> commands, CancellationToken cancellation)
    {
        var host = Watched(lane, step, purpose);
        using var late = new CancellationTokenSource();
        using var cancelled = cancellation.Register(() => late.CancelAfter(Grace));
        foreach (var command in commands)
        {
            cancellation.ThrowIfCancellationRequested();
            (await host.RunAsync(command, late.Token)).Check(step.Cure);
        }
    }

    private WatchedHost Watched(HostSteps lane, Step step, CommandPurpose purpose) =>
        new(_hosts[lane.Host], lane, step, purpose, tell);
}
