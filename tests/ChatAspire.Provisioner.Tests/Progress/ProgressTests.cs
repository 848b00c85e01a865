using ChatAspire.Lab.Steps;
using ChatAspire.Provisioner.Progress;
using ChatAspire.Testing;
using Spectre.Console.Testing;

namespace ChatAspire.Provisioner.Tests.Progress;

public sealed class ProgressTests
{
    [Theory]
    [InlineData(false, "progress-plain.txt")]
    [InlineData(true, "progress-explain.txt")]
    public void Plain_view_writes_a_line_for_each_step(bool explain, string snapshot)
    {
        var output = new StringWriter { NewLine = "\n" };
        Show(new PlainProgress(output, explain));

        Snapshot.Matches(output.ToString(), snapshot);
    }

    [Fact]
    public void Json_view_writes_one_object_on_each_line()
    {
        var output = new StringWriter { NewLine = "\n" };
        Show(new JsonProgress(output));

        Snapshot.Matches(output.ToString(), "progress.jsonl");
    }

    [Fact]
    public void Live_view_keeps_changes_failures_and_checks_and_summarizes_the_rest()
    {
        using var console = new TestConsole().Width(120).Interactive();
        Show(new LiveProgress(console, "Checking…", explain: false));

        string[] kept =
        [
            "host-b        changed  vxlan-net exists (mtu is 1500, wanted 1450)  2 s",
            "host-a        changed  vxlan0 is up",
            "host-a        ok       overlay (1 check)",
            "host-b        ok       overlay (1 check)",
            "host-a        ok       test-a reaches 172.18.0.22 (0.31 ms)",
            "host-b        FAILED   test-a reaches 172.18.0.22: 100% packet loss  10 s",
            "host-b        skipped  test-a reaches 172.18.0.22",
            "host-a        removed  test-a",
            "host-a        ok       Volumes (none is left)",
            "The lab existed before this run, so it was kept.",
        ];
        // Frames of the live display may precede a line: this console does not move its cursor.
        var positions = kept.Select(line => console.Output.IndexOf($"{line}\n", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, positions);
        Assert.Equal(positions.Order(), positions);
        Assert.DoesNotContain("ok       vxlan-net exists", console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_view_shows_the_running_step()
    {
        using var console = new TestConsole().Width(120).Interactive();
        using (var view = new LiveProgress(console, "Checking the prerequisites…", explain: false))
        {
            await Wait.UntilAsync(
                "the first activity is shown",
                () => console.Output.Contains("Checking the prerequisites…", StringComparison.Ordinal));
            view.Report(RecordedRun.Events[1]);
            await Wait.UntilAsync("the step is shown", () => console.Output.Contains("host-a  vxlan-net exists", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(StepOutcome.Satisfied, "ok")]
    [InlineData(StepOutcome.Applied, "changed")]
    [InlineData(StepOutcome.Repaired, "changed")]
    [InlineData(StepOutcome.Undone, "removed")]
    [InlineData(StepOutcome.Cancelled, "skipped")]
    [InlineData(StepOutcome.Unsatisfied, "FAILED")]
    [InlineData(StepOutcome.Failed, "FAILED")]
    public void Outcomes_are_words(StepOutcome outcome, string word)
    {
        var ended = new LabEvent.StepEnded(new HostSteps("host-a", "host-a", []), TestLab.Step("step"), outcome, "", TimeSpan.Zero);

        Assert.Equal(word, StepLines.Of(ended, explain: false).Single().Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    private static void Show(IProgressView view)
    {
        using (view)
        {
            foreach (var labEvent in RecordedRun.Events)
            {
                view.Report(labEvent);
            }
        }
    }
}
