using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>
/// Runs phases: the hosts of a phase in parallel, the steps of a host in order. Records the steps that created something, so that a
/// failed run can undo them.
/// </summary>
/// <param name="report">Receives every event, from several hosts at once.</param>
public sealed class StepEngine(Action<LabEvent> report)
{
    /// <summary>
    /// The time that a command which changes something gets to finish after a cancellation. Killing the CLI does not cancel work the daemon
    /// already accepted; the daemon could finish it after the roll-back has looked for the result.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, ICommandRunner> _runners = [];
    private readonly Stack<(HostSteps Host, Step Step)> _created = [];
    private readonly ConcurrentDictionary<string, string> _unavailable = [];
    private volatile bool _isRepair;

    /// <summary>Registers a command runner for the steps whose <see cref="HostSteps.Host"/> is the runner's name.</summary>
    public void Add(ICommandRunner runner) => _runners[runner.Name] = runner;

    /// <summary>Applies every step in the phase; steps already satisfied are only probed.</summary>
    /// <exception cref="StepFailedException">The first failure of a step; the steps of the other hosts were cancelled.</exception>
    public Task ApplyAsync(Phase phase, CancellationToken cancellation) => RunAsync(phase, ApplyAsync, cancellation);

    /// <summary>Probes every step in the phase, except steps that depend on a step that is not satisfied.</summary>
    /// <returns>The findings, in the phase's order.</returns>
    public async Task<IReadOnlyList<StepCheck>> ProbeAsync(Phase phase, CancellationToken cancellation)
    {
        var findings = new ConcurrentDictionary<Step, Finding>(ReferenceEqualityComparer.Instance);
        await RunAsync(phase, async (host, step, token) =>
        {
            var finding = await CheckAsync(host, step, token);
            findings[step] = finding;
            return (OutcomeOf(finding.State), finding.Reason);
        }, cancellation);
        return [.. phase.HostSteps.SelectMany(host => host.Steps.Select(step => new StepCheck(host, step, findings[step])))];
    }

    /// <summary>Undoes every step of the phases, last first. The failure of a step does not stop the others.</summary>
    /// <exception cref="AggregateException">Some steps failed; it contains a <see cref="UserErrorException"/> for each of them.</exception>
    public async Task UndoAsync(IReadOnlyList<Phase> phases, CancellationToken cancellation)
    {
        var failures = new ConcurrentQueue<Exception>();
        foreach (var phase in phases.Reverse())
        {
            await RunAsync(Reversed(phase), async (host, step, token) =>
            {
                try
                {
                    return await UndoAsync(host, step, token);
                }
                catch (UserErrorException e)
                {
                    failures.Enqueue(e);
                    return (StepOutcome.Failed, e.Message);
                }
            }, cancellation);
        }

        if (!failures.IsEmpty)
        {
            throw new AggregateException("Some resources could not be removed.", failures);
        }
    }

    /// <summary>
    /// Undoes the steps that this engine applied, last first, except steps on a host that is itself removed. If a host existed before, the
    /// run was a repair: then only new hosts are removed, so that existing data and the repairs on other hosts are kept.
    /// </summary>
    /// <returns>True if the lab existed before the run, and therefore still exists.</returns>
    public async Task<bool> RollBackAsync(CancellationToken cancellation)
    {
        var hosts = _created.Select(created => created.Step.Creates).OfType<string>().ToHashSet();
        Phase[] lastFirst = [.. _created
            .Where(created => !hosts.Contains(created.Host.Host) && (!_isRepair || hosts.Contains(created.Host.Name)))
            .Select(created => new Phase("Roll back", [created.Host with { Steps = [created.Step] }]))];
        await UndoAsync([.. lastFirst.Reverse()], cancellation);
        return _isRepair;
    }

    private static Phase Reversed(Phase phase) => phase with
    {
        HostSteps = [.. phase.HostSteps.Select(host => host with { Steps = [.. host.Steps.Reverse().Where(step => step.Undo.Count > 0)] })],
    };

    private static StepOutcome OutcomeOf(StepState state) => state switch
    {
        StepState.Satisfied => StepOutcome.Satisfied,
        StepState.Skipped => StepOutcome.Skipped,
        _ => StepOutcome.Unsatisfied,
    };

    private async Task RunAsync(
        Phase phase, Func<HostSteps, Step, CancellationToken, Task<(StepOutcome, string)>> run, CancellationToken cancellation)
    {
        report(new LabEvent.PhaseStarted(phase));
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? first = null;
        await Task.WhenAll(phase.HostSteps.Select(async host =>
        {
            try
            {
                foreach (var step in host.Steps)
                {
                    await RunAsync(host, step, run, others.Token);
                }
            }
            catch (Exception e)
            {
                // The first failure is the cause; the failures of the other hosts follow from their cancellation.
                Interlocked.CompareExchange(ref first, e, null);
                await others.CancelAsync();
            }
        }));
        cancellation.ThrowIfCancellationRequested();
        if (first is not null)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private async Task RunAsync(
        HostSteps host, Step step, Func<HostSteps, Step, CancellationToken, Task<(StepOutcome Outcome, string Reason)>> run,
            CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = LabTrace.Step(host, step);
        report(new LabEvent.StepStarted(host, step));
        try
        {
            cancellation.ThrowIfCancellationRequested();
            var (outcome, reason) = await run(host, step, cancellation);
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
            throw e as StepFailedException ?? new StepFailedException(host, step, e.Message, e.Hint, e);
        }

        void End(StepOutcome outcome, string reason)
        {
            span.Record(outcome, reason);
            report(new LabEvent.StepEnded(host, step, outcome, reason, Stopwatch.GetElapsedTime(started)));
        }
    }

    private async Task<(StepOutcome, string)> ApplyAsync(HostSteps host, Step step, CancellationToken cancellation)
    {
        var finding = await ProbeAsync(host, step, cancellation);
        if (step.Creates is { } name && finding.State is (StepState.Satisfied or StepState.Drifted) && !HasCreated(name))
        {
            _isRepair = true; // Not `_isRepair |= …`, which is not atomic and could overwrite the value that another host's step assigned.
        }

        if (finding.State == StepState.Satisfied)
        {
            return (StepOutcome.Satisfied, finding.Reason);
        }

        var commands = finding.Repair.Count > 0 ? finding.Repair : step.Apply;
        if (finding.State == StepState.Blocked || commands.Count == 0)
        {
            throw new StepFailedException(host, step, finding.Reason, finding.Hint);
        }

        report(new LabEvent.StepChanging(host, step, finding));
        if (finding.State == StepState.Missing)
        {
            // Recorded before the commands run, because roll-back must also undo a step whose command fails halfway.
            lock (_created)
            {
                _created.Push((host, step));
            }
        }

        await RunAllAsync(host, step, CommandPurpose.Apply, commands, cancellation);
        var result = await ProbeAsync(host, step, cancellation);
        return result.State != StepState.Satisfied
            ? throw new StepFailedException(host, step, result.Reason, result.Hint ?? step.Hint)
            : (finding.State == StepState.Missing ? StepOutcome.Applied : StepOutcome.Repaired, finding.Reason);
    }

    /// <summary>Returns true if this run created the host or began to, even for an earlier plan of the same run.</summary>
    private bool HasCreated(string host)
    {
        lock (_created)
        {
            return _created.Any(created => created.Step.Creates == host);
        }
    }

    private async Task<(StepOutcome, string)> UndoAsync(HostSteps host, Step step, CancellationToken cancellation)
    {
        await RunAllAsync(host, step, CommandPurpose.Undo, step.Undo, cancellation);
        var finding = await ProbeAsync(host, step, cancellation);
        return finding.State switch
        {
            StepState.Missing => (StepOutcome.Undone, finding.Reason),
            StepState.Blocked => (StepOutcome.Satisfied, finding.Reason), // Somebody else's resource is there, and none of the lab's.
            _ => throw new StepFailedException(host, step,
                $"still present after removal{(finding.Reason.Length > 0 ? $": {finding.Reason}" : "")}", null),
        };
    }

    private Task<Finding> ProbeAsync(HostSteps host, Step step, CancellationToken cancellation) =>
        step.Probe(Runner(host, step, CommandPurpose.Probe), cancellation);

    private async Task<Finding> CheckAsync(HostSteps host, Step step, CancellationToken cancellation)
    {
        // Every step about a host requires that host.
        var finding = step.Requires.Append(host.Name).FirstOrDefault(_unavailable.ContainsKey) is { } required
            ? Finding.Skipped(_unavailable[required])
            : await (step.Check ?? step.Probe)(Runner(host, step, CommandPurpose.Probe), cancellation);
        if ((step.Provides ?? step.Creates) is { } provided && finding.State != StepState.Satisfied)
        {
            _unavailable[provided] = finding.State == StepState.Skipped ? finding.Reason : $"{provided}: {finding.Reason}";
        }

        return finding;
    }

    private async Task RunAllAsync(HostSteps host, Step step, CommandPurpose purpose, IReadOnlyList<HostCommand> commands,
        CancellationToken cancellation)
    {
        var runner = Runner(host, step, purpose);
        using var deadline = new CancellationTokenSource();
        using var cancelled = cancellation.Register(() => deadline.CancelAfter(Grace));
        foreach (var command in commands)
        {
            cancellation.ThrowIfCancellationRequested();
            (await runner.RunAsync(command, deadline.Token)).Check(step.Hint);
        }
    }

    private ReportingRunner Runner(HostSteps host, Step step, CommandPurpose purpose) =>
        new(host.Host, _runners.GetValueOrDefault(host.Host), host, step, purpose, report);
}
