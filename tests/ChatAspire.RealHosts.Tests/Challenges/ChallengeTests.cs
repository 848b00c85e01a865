using ChatAspire.Lab.Challenges;
using ChatAspire.Lab.State;

namespace ChatAspire.RealHosts.Tests.Challenges;

/// <summary>Challenges as a learner does them: broken, tried, judged, restored.</summary>
[Collection(nameof(RepairLab))]
public sealed class ChallengeTests(RepairLab fixture)
{
    private const int Seed = 3;

    private const string SampleOnly = "no others";

    /// <summary>One of the hosts' rules, and one of a container's namespace.</summary>
    private static readonly string[] Sample = ["closed-shop"];

    /// <summary>The path of the running challenge's record.</summary>
    private string Record => Path.Combine(fixture.KeptOf(fixture.Name), "challenge.json");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> SampleNames => [.. Sample];

    /// <summary>The challenges of the matrix: all with CHATASPIRE_FULL=1, or those that CHATASPIRE_CHALLENGES names; else none.</summary>
    public static TheoryData<string> Matrix => Environment.GetEnvironmentVariable("CHATASPIRE_CHALLENGES") is { Length: > 0 } names
        ? [.. names.Split(',')]
        : FullRun.IsOn ? [.. ChallengeBook.Names] : [SampleOnly];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public async Task Verdicts_are_right_and_reset_restores(string name)
    {
        var attempts = ChallengeAttempts.All.Single(attempts => attempts.Name == name);
        var trial = new ChallengeTrial(fixture, attempts, Seed);
        var before = await HostsState.ReadAsync(fixture);

        try
        {
            await trial.StartAsync();
            await AssertNothingNamesTheCauseAsync(trial);
            await trial.TryAsync("nothing done", "", solves: false);
            await trial.TryAsync("wrong cure", attempts.Wrong, solves: false);
            await trial.TryAsync("good cure", attempts.Good[0], solves: true);
            await trial.TryAsync("over-broad cure", attempts.Broad, solves: false);
            trial.ExpectBroad();
            await trial.ResetAsync();

            trial.AssertRight();
            Assert.Equal(before, await HostsState.ReadAsync(fixture));
        }
        finally
        {
            Report(trial);
            await EndAsync();
        }
    }

    /// <summary>Six attempts at each challenge.</summary>
    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Every_verdict_of_the_matrix_is_right(string name)
    {
        Assert.SkipWhen(
            name == SampleOnly,
            $"only {string.Join(" and ", Sample)} of {ChallengeBook.Names.Count} challenges were tried; eng/test --full tries all");
        var attempts = ChallengeAttempts.All.Single(attempts => attempts.Name == name);
        var trial = new ChallengeTrial(fixture, attempts, Seed);
        var before = await HostsState.ReadAsync(fixture, withIdentities: false);
        try
        {
            await trial.StartAsync();
            await AssertNothingNamesTheCauseAsync(trial);
            await trial.TryAsync("nothing done", "", solves: false);
            await trial.TryAsync("wrong cure", attempts.Wrong, solves: false);
            await trial.ResetAsync();
            Assert.Equal(before, await HostsState.ReadAsync(fixture, withIdentities: false));
            foreach (var (i, good) in attempts.Good.Index())
            {
                await trial.StartAsync();
                await trial.TryAsync($"good cure {i + 1}", good, solves: true);
                if (i == 0)
                {
                    await trial.TryAsync("over-broad cure", attempts.Broad, solves: false);
                    trial.ExpectBroad();
                }

                await trial.ResetAsync();
                Assert.Equal(before, await HostsState.ReadAsync(fixture, withIdentities: false));
            }

            trial.AssertRight();
        }
        finally
        {
            Report(trial);
            await EndAsync();
        }
    }

    [Fact]
    public void The_matrix_has_every_challenge()
    {
        Assert.Equal(ChallengeBook.Names, ChallengeAttempts.All.Select(attempts => attempts.Name));
        Assert.All(ChallengeAttempts.All, attempts => Assert.Equal(3, attempts.Good.Distinct().Count()));
    }

    /// <summary>Verbs about a lab that is broken on purpose; the program is killed while it breaks the lab.</summary>
    [Fact]
    public async Task A_killed_start_is_undone_and_other_verbs_know_of_the_challenge()
    {
        var before = await HostsState.ReadAsync(fixture);
        try
        {
            using (var start = fixture.Lab.Start("challenge", "start", "missing-parcel", "--seed", $"{Seed}"))
            {
                while (!File.Exists(Record) && !start.HasExited)
                {
                    await Task.Delay(5, Cancellation);
                }

                start.Kill();
                await start.WaitForExitAsync(Cancellation);
            }

            Assert.True(File.Exists(Record), "the record is stored before the fault is made");
            (await fixture.Lab.RunAsync("up")).AssertReported("Challenge missing-parcel is running", "chatlab challenge reset");
            (await fixture.Lab.RunAsync("challenge", "start")).AssertReported("Challenge missing-parcel is running");
            Assert.Contains("broken on purpose", (await fixture.Lab.RunAsync("status")).Error, StringComparison.Ordinal);
            var hint = (await fixture.Lab.RunAsync("challenge", "hint", "--lang", "ja")).EnsureSuccess();
            Assert.Contains("ヒント 1/3", hint.Output, StringComparison.Ordinal);

            (await fixture.Lab.RunAsync("challenge", "reset")).EnsureSuccess();

            Assert.Equal(before, await HostsState.ReadAsync(fixture));
            var report = Path.Combine(fixture.Home, "report.md");
            (await fixture.Lab.RunAsync("challenge", "report", report, "--name", "Aiko", "--lang", "en")).EnsureSuccess();
            Assert.Contains("(`missing-parcel`)", await File.ReadAllTextAsync(report, Cancellation), StringComparison.Ordinal);
        }
        finally
        {
            await EndAsync();
        }
    }

    /// <summary>Ends a challenge that a failed test left, for the tests after it.</summary>
    private async Task EndAsync()
    {
        if (File.Exists(Record))
        {
            await fixture.Lab.RunAsync("challenge", "reset");
            await fixture.Lab.RunAsync("up");
        }
    }

    /// <summary>Looks where a learner looks: the record, the processes of the host, what Docker says about it.</summary>
    private async Task AssertNothingNamesTheCauseAsync(ChallengeTrial trial)
    {
        var fault = (await trial.CaseAsync()).Fault;
        var record = await File.ReadAllTextAsync(trial.Record, Cancellation);
        var processes = await fixture.OnHostAsync(fault.Host, "ps -eo args");
        var inspected = await fixture.OnHostAsync(fault.Host, "docker inspect $(docker ps -aq) | grep -v '\"Status\"'");
        var outer = (await LabHome.Machine.RunAsync(
            new("docker", "inspect", $"{fixture.Name}-{fault.Host}"), Cancellation)).Check().Output;

        foreach (var shown in new[] { record, processes, inspected, outer })
        {
            Assert.DoesNotContain(fault.Name, shown, StringComparison.OrdinalIgnoreCase);
            Assert.All(fault.Make.Split('\n'), line => Assert.DoesNotContain(line.Trim(), shown, StringComparison.Ordinal));
        }

        Assert.False(SecretFile.IsOpenToOthers(trial.Record));
    }

    private static void Report(ChallengeTrial trial)
    {
        foreach (var line in trial.Log)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        }
    }
}
