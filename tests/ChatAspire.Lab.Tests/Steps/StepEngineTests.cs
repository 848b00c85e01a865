using System.Collections.Concurrent;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Steps;

/// <summary>The engine with real commands: steps that create files in a folder of this machine.</summary>
public sealed class StepEngineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatlab-engine-").FullName;
    private readonly ConcurrentQueue<LabEvent> _events = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_second_run_only_probes()
    {
        await NewEngine().ApplyAsync(Phase([Makes("one"), Makes("two")]), Cancellation);
        Assert.Contains(_events, labEvent => labEvent is LabEvent.CommandEnded { Purpose: CommandPurpose.Apply });
        _events.Clear();

        await NewEngine().ApplyAsync(Phase([Makes("one"), Makes("two")]), Cancellation);

        Assert.All(_events.OfType<LabEvent.CommandEnded>(), command => Assert.Equal(CommandPurpose.Probe, command.Purpose));
        Assert.Equal([StepOutcome.Satisfied, StepOutcome.Satisfied], Outcomes());
    }

    [Fact]
    public async Task Repairs_what_differs_and_touches_nothing_else()
    {
        await NewEngine().ApplyAsync(Phase([Makes("one"), Makes("two")]), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder, "two"), "spoiled", Cancellation);
        _events.Clear();

        await NewEngine().ApplyAsync(Phase([Makes("one"), Makes("two")]), Cancellation);

        Assert.Equal([StepOutcome.Satisfied, StepOutcome.Repaired], Outcomes());
    }

    [Fact]
    public async Task Roll_back_removes_what_the_run_created_and_only_that()
    {
        await NewEngine().ApplyAsync(Phase([Makes("before")]), Cancellation);
        var engine = NewEngine();

        await Assert.ThrowsAsync<StepFailedException>(() =>
            engine.ApplyAsync(Phase([Makes("before"), Makes("now"), Fails()]), Cancellation));
        await engine.RollBackAsync(Cancellation);

        Assert.Equal(["before"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Roll_back_of_a_repair_removes_only_new_hosts()
    {
        await NewEngine().ApplyAsync(Host("old", Makes("old service")), Cancellation);
        File.Delete(Path.Combine(_folder, "old service"));
        var engine = NewEngine();
        await engine.ApplyAsync(Host("old", Makes("old service")), Cancellation);
        await engine.ApplyAsync(Host("new", Makes("new service")), Cancellation);
        await Assert.ThrowsAsync<StepFailedException>(() => engine.ApplyAsync(Phase([Makes("file"), Fails()]), Cancellation));

        var isKept = await engine.RollBackAsync(Cancellation);

        Assert.True(isKept);
        Assert.Equal(["file", "old", "old service"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Roll_back_of_a_first_run_removes_everything()
    {
        var engine = NewEngine();
        await engine.ApplyAsync(Host("new", Makes("new service")), Cancellation);
        await Assert.ThrowsAsync<StepFailedException>(() => engine.ApplyAsync(Phase([Makes("file"), Fails()]), Cancellation));

        var isKept = await engine.RollBackAsync(Cancellation);

        Assert.False(isKept);
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task Roll_back_removes_a_host_that_a_second_plan_of_the_run_found_again()
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
    public async Task A_failure_on_one_host_cancels_the_others()
    {
        var waits = Makes("never") with { Apply = [new HostCommand("sleep", "300")] };
        var phase = new Phase("both", [On("a", [Fails()]), On("b", [waits])]);

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => NewEngine().ApplyAsync(phase, Cancellation)
            .WaitAsync(TimeSpan.FromSeconds(20), Cancellation));

        Assert.Equal("fails", failure.Step.Title);
    }

    [Fact]
    public async Task A_step_still_unsatisfied_after_its_commands_fails_with_the_reason()
    {
        var helpless = Makes("x") with { Apply = [new HostCommand("true")] };

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => NewEngine().ApplyAsync(Phase([helpless]), Cancellation));

        Assert.Contains("x does not exist", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_command_is_reported_with_the_hint()
    {
        var broken = Makes("x") with { Apply = [new HostCommand("ls", "/no/such/folder")], Hint = "make that folder" };

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => NewEngine().ApplyAsync(Phase([broken]), Cancellation));

        Assert.Contains("ls /no/such/folder", failure.Message, StringComparison.Ordinal);
        Assert.Equal("make that folder", failure.Hint);
    }

    [Fact]
    public async Task Undo_runs_in_reverse_and_continues_after_a_failure()
    {
        await NewEngine().ApplyAsync(Phase([Makes("one"), Makes("two")]), Cancellation);
        var stubborn = Makes("two") with { Undo = [new HostCommand("false")] };

        var failures = await Assert.ThrowsAsync<AggregateException>(() => NewEngine()
            .UndoAsync([Phase([Makes("one"), stubborn])], Cancellation));

        Assert.Single(failures.InnerExceptions);
        Assert.Equal(["two"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_cancelled_run_throws_and_can_be_rolled_back()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var engine = new StepEngine(labEvent =>
        {
            if (labEvent is LabEvent.CommandStarted { Purpose: CommandPurpose.Apply, Step.Title: "hangs" })
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

    /// <summary>As with Docker: killing the CLI does not cancel work that the daemon accepted.</summary>
    [Fact]
    public async Task Roll_back_removes_what_a_daemon_creates_after_its_CLI_was_killed()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var engine = new StepEngine(labEvent =>
        {
            if (labEvent is LabEvent.CommandStarted { Purpose: CommandPurpose.Apply })
            {
                cancel.CancelAfter(TimeSpan.FromSeconds(0.2));
            }
        });
        engine.Add(new LocalMachine());
        var late = Path.Combine(_folder, "late");
        var asks = Makes("late") with
        {
            Apply = [HostCommand.Shell(
                """
                (setsid sh -c 'sleep 1; printf late > "$1"' sh "$1" &) >/dev/null 2>&1
                until [ -e "$1" ]; do sleep 0.1; done
                """, late)],
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.ApplyAsync(Phase([asks]), cancel.Token));
        await engine.RollBackAsync(Cancellation);

        await Task.Delay(TimeSpan.FromSeconds(1.5), Cancellation); // longer than the daemon takes
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task Undo_fails_while_something_is_left()
    {
        await NewEngine().ApplyAsync(Phase([Makes("one")]), Cancellation);
        var half = Makes("one") with { Undo = [HostCommand.Shell("echo half > \"$1\"", Path.Combine(_folder, "one"))] };

        var failures = await Assert.ThrowsAsync<AggregateException>(() => NewEngine().UndoAsync([Phase([half])], Cancellation));

        Assert.Contains("still present after removal: spoiled", Assert.Single(failures.InnerExceptions).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_does_not_report_the_resources_of_others_as_removed()
    {
        var others = Makes("one") with { Probe = (_, _) => Task.FromResult(Finding.Blocked("somebody else's")) };

        await NewEngine().UndoAsync([Phase([others])], Cancellation);

        Assert.Equal([StepOutcome.Satisfied], Outcomes());
    }

    [Fact]
    public async Task Probing_skips_steps_that_require_a_missing_resource()
    {
        var device = Makes("device") with { Provides = "the device" };
        var address = Makes("address") with { Requires = ["the device"], Provides = "the address" };
        var service = Makes("service") with { Requires = ["the address"] };

        var checks = await NewEngine().ProbeAsync(Phase([device, address, service, Makes("other")]), Cancellation);

        Assert.Equal([StepState.Missing, StepState.Skipped, StepState.Skipped, StepState.Missing],
            checks.Select(check => check.Finding.State));
        Assert.Equal("the device: device does not exist", checks[2].Finding.Reason);
        Assert.Equal([StepOutcome.Unsatisfied, StepOutcome.Skipped, StepOutcome.Skipped, StepOutcome.Unsatisfied], Outcomes());
        Assert.DoesNotContain(_events, labEvent => labEvent is LabEvent.CommandStarted { Step.Title: "address" or "service" });
    }

    [Fact]
    public async Task Probing_skips_the_steps_of_a_host_that_does_not_exist()
    {
        var checks = await NewEngine().ProbeAsync(Host("new", Makes("new service")), Cancellation);

        Assert.Equal([StepState.Missing, StepState.Skipped], checks.Select(check => check.Finding.State));
        Assert.Equal("new  not created", checks[0].Lines.First());
    }

    [Fact]
    public async Task Probing_uses_the_check_of_a_step_where_it_has_one()
    {
        var waits = Makes("one") with { Check = (_, _) => Task.FromResult(Finding.Satisfied("checked")) };

        var checks = await NewEngine().ProbeAsync(Phase([waits]), Cancellation);

        Assert.Equal("checked", Assert.Single(checks).Finding.Reason);
    }

    [Fact]
    public async Task An_API_call_runs_without_a_command_runner()
    {
        var isDone = false;
        var step = new Step
        {
            Title = "call",
            Why = "",
            Probe = (_, _) => Task.FromResult(isDone ? Finding.Satisfied() : Finding.Missing()),
            Apply = [new ApiCall("api", ["call"], _ =>
            {
                isDone = true;
                return Task.FromResult("done");
            })],
        };

        await NewEngine().ApplyAsync(new Phase("calls", [new HostSteps("cloud", "cloud", [step])]), Cancellation);

        Assert.Equal("done", Assert.Single(_events.OfType<LabEvent.CommandEnded>()).Result.Output);
    }

    private StepEngine NewEngine()
    {
        var engine = new StepEngine(_events.Enqueue);
        engine.Add(new LocalMachine());
        return engine;
    }

    private IEnumerable<StepOutcome> Outcomes() => _events.OfType<LabEvent.StepEnded>().Select(ended => ended.Outcome);

    private Phase Host(string name, Step service) => new(name, [On(name, [Makes(name) with { Creates = name }, service])]);

    private static Phase Phase(IReadOnlyList<Step> steps) => new("files", [On("files", steps)]);

    private static HostSteps On(string name, IReadOnlyList<Step> steps) => new(name, LocalMachine.LocalName, steps);

    private Step Makes(string name)
    {
        var path = Path.Combine(_folder, name);
        return new Step
        {
            Title = name,
            Why = "",
            Probe = Step.Ask(new HostCommand("cat", path), result =>
                !result.Succeeded ? Finding.Missing($"{name} does not exist") : result.Output == name ? Finding.Satisfied()
                    : Finding.Drifted("spoiled")),
            Apply = [HostCommand.Shell("printf %s \"$1\" > \"$2\"", name, path)],
            Undo = [new HostCommand("rm", "-f", path)],
        };
    }

    private static Step Fails() => new()
    {
        Title = "fails",
        Why = "",
        Probe = (_, _) => Task.FromResult(Finding.Missing("always missing")),
        Apply = [new HostCommand("false")],
    };
}
