using System.Collections.Concurrent;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Steps;

/// <summary>Steps that make files in a folder of this machine: the engine with real commands.</summary>
public sealed class StepEngineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatlab-engine-").FullName;
    private readonly ConcurrentQueue<LabEvent> _events = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_second_run_runs_nothing_but_probes()
    {
        await NewEngine().ApplyAsync(Phase([Makes("one"), Makes("two")]), Cancellation);
        Assert.Contains(_events, happened => happened is LabEvent.CommandEnded { Purpose: CommandPurpose.Apply });
        _events.Clear();

        await NewEngine().ApplyAsync(Phase([Makes("one"), Makes("two")]), Cancellation);

        Assert.All(_events.OfType<LabEvent.CommandEnded>(), command => Assert.Equal(CommandPurpose.Probe, command.Purpose));
        Assert.Equal([StepOutcome.Satisfied, StepOutcome.Satisfied], Outcomes());
    }

    [Fact]
    public async Task What_differs_is_repaired_and_nothing_else_is_touched()
    {
        await NewEngine().ApplyAsync(Phase([Makes("one"), Makes("two")]), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder, "two"), "spoiled", Cancellation);
        _events.Clear();

        await NewEngine().ApplyAsync(Phase([Makes("one"), Makes("two")]), Cancellation);

        Assert.Equal([StepOutcome.Satisfied, StepOutcome.Repaired], Outcomes());
    }

    [Fact]
    public async Task A_failed_run_takes_away_what_it_made_and_only_that()
    {
        await NewEngine().ApplyAsync(Phase([Makes("before")]), Cancellation);
        var engine = NewEngine();

        await Assert.ThrowsAsync<StepFailedException>(() => engine.ApplyAsync(Phase([Makes("before"), Makes("now"), Fails()]), Cancellation));
        await engine.RollBackAsync(Cancellation);

        Assert.Equal(["before"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_failed_repair_takes_nothing_away_but_new_hosts()
    {
        await NewEngine().ApplyAsync(Host("old", Makes("old service")), Cancellation);
        File.Delete(Path.Combine(_folder, "old service"));
        var engine = NewEngine();
        await engine.ApplyAsync(Host("old", Makes("old service")), Cancellation);
        await engine.ApplyAsync(Host("new", Makes("new service")), Cancellation);
        await Assert.ThrowsAsync<StepFailedException>(() => engine.ApplyAsync(Phase([Makes("file"), Fails()]), Cancellation));

        var stands = await engine.RollBackAsync(Cancellation);

        Assert.True(stands);
        Assert.Equal(["file", "old", "old service"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_failed_first_run_takes_all_it_made_away()
    {
        var engine = NewEngine();
        await engine.ApplyAsync(Host("new", Makes("new service")), Cancellation);
        await Assert.ThrowsAsync<StepFailedException>(() => engine.ApplyAsync(Phase([Makes("file"), Fails()]), Cancellation));

        var stands = await engine.RollBackAsync(Cancellation);

        Assert.False(stands);
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task A_host_met_again_in_a_second_plan_of_the_first_run_is_taken_away()
    {
        var engine = NewEngine();
        await engine.ApplyAsync(Host("new", Makes("new service")), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder, "new"), "spoiled", Cancellation);
        await engine.ApplyAsync(Host("new", Makes("new service")), Cancellation);
        await engine.ApplyAsync(Host("new", Makes("new service")), Cancellation);

        Assert.False(await engine.RollBackAsync(Cancellation));
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task A_failure_in_one_lane_ends_the_others()
    {
        var waits = Makes("never") with { Apply = [new HostCommand("sleep", "300")] };
        var phase = new Phase("both", [Lane("a", [Fails()]), Lane("b", [waits])]);

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => NewEngine().ApplyAsync(phase, Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation));

        Assert.Equal("it cannot be", failure.Step.Title);
    }

    [Fact]
    public async Task A_step_whose_commands_do_not_help_fails_with_the_reason()
    {
        var helpless = Makes("x") with { Apply = [new HostCommand("true")] };

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => NewEngine().ApplyAsync(Phase([helpless]), Cancellation));

        Assert.Contains("there is no x", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_fails_is_told_with_the_cure()
    {
        var broken = Makes("x") with { Apply = [new HostCommand("ls", "/no/such/folder")], Hint = "make that folder" };

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => NewEngine().ApplyAsync(Phase([broken]), Cancellation));

        Assert.Contains("ls /no/such/folder", failure.Message, StringComparison.Ordinal);
        Assert.Equal("make that folder", failure.Hint);
    }

    [Fact]
    public async Task Undo_goes_backwards_and_one_failure_does_not_keep_the_rest()
    {
        await NewEngine().ApplyAsync(Phase([Makes("one"), Makes("two")]), Cancellation);
        var stubborn = Makes("two") with { Undo = [new HostCommand("false")] };

        var failures = await Assert.ThrowsAsync<AggregateException>(() => NewEngine().UndoAsync([Phase([Makes("one"), stubborn])], Cancellation));

        Assert.Single(failures.InnerExceptions);
        Assert.Equal(["two"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_cancelled_run_says_so_and_can_be_rolled_back()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var engine = new StepEngine(happened =>
        {
            if (happened is LabEvent.CommandStarted { Purpose: CommandPurpose.Apply, Step.Title: "hangs" })
            {
                cancel.Cancel();
            }
        });
        engine.Add(new LocalMachine());
        var hangs = Makes("hangs") with { Apply = [new HostCommand("sleep", "300")] };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.ApplyAsync(Phase([Makes("one"), hangs]), cancel.Token));
        await engine.RollBackAsync(Cancellation);

        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    /// <summary>As with Docker's: ended in the middle, the command line leaves the daemon at work.</summary>
    [Fact]
    public async Task What_a_daemon_makes_late_for_a_cancelled_step_is_rolled_back_too()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var engine = new StepEngine(happened =>
        {
            if (happened is LabEvent.CommandStarted { Purpose: CommandPurpose.Apply })
            {
                cancel.CancelAfter(TimeSpan.FromSeconds(0.2));
            }
        });
        engine.Add(new LocalMachine());
        var late = Path.Combine(_folder, "late");
        var asks = Makes("late") with
        {
            Apply = [HostCommand.Shell("""(setsid sh -c 'sleep 1; printf late > "$1"' sh "$1" &) >/dev/null 2>&1; until [ -e "$1" ]; do sleep 0.1; done""", late)],
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.ApplyAsync(Phase([asks]), cancel.Token));
        await engine.RollBackAsync(Cancellation);

        await Task.Delay(TimeSpan.FromSeconds(1.5), Cancellation); // longer than the daemon takes
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task What_is_left_of_a_thing_is_not_taken_for_its_removal()
    {
        await NewEngine().ApplyAsync(Phase([Makes("one")]), Cancellation);
        var half = Makes("one") with { Undo = [HostCommand.Shell("echo half > \"$1\"", Path.Combine(_folder, "one"))] };

        var failures = await Assert.ThrowsAsync<AggregateException>(() => NewEngine().UndoAsync([Phase([half])], Cancellation));

        Assert.Contains("still present after removal: spoiled", Assert.Single(failures.InnerExceptions).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_somebody_elses_is_not_told_as_removed()
    {
        var others = Makes("one") with { Probe = (_, _) => Task.FromResult(Finding.Blocked("somebody else's")) };

        await NewEngine().UndoAsync([Phase([others])], Cancellation);

        Assert.Equal([StepOutcome.Satisfied], Outcomes());
    }

    private StepEngine NewEngine()
    {
        var engine = new StepEngine(_events.Enqueue);
        engine.Add(new LocalMachine());
        return engine;
    }

    private IEnumerable<StepOutcome> Outcomes() => _events.OfType<LabEvent.StepEnded>().Select(ended => ended.Outcome);

    private Phase Host(string name, Step service) => new(name, [Lane(name, [Makes(name) with { Creates = name }, service])]);

    private static Phase Phase(IReadOnlyList<Step> steps) => new("files", [Lane("files", steps)]);

    private static HostSteps Lane(string name, IReadOnlyList<Step> steps) => new(name, LocalMachine.LocalName, steps);

    private Step Makes(string name)
    {
        var path = Path.Combine(_folder, name);
        return new Step
        {
            Title = name,
            Why = "",
            Probe = Step.Ask(new HostCommand("cat", path), result =>
                !result.Succeeded ? Finding.Missing($"there is no {name}") : result.Output == name ? Finding.Satisfied() : Finding.Drifted("spoiled")),
            Apply = [HostCommand.Shell("printf %s \"$1\" > \"$2\"", name, path)],
            Undo = [new HostCommand("rm", "-f", path)],
        };
    }

    private static Step Fails() => new()
    {
        Title = "it cannot be",
        Why = "",
        Probe = (_, _) => Task.FromResult(Finding.Missing("it never is")),
        Apply = [new HostCommand("false")],
    };
}
