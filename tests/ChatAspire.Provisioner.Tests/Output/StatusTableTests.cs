using ChatAspire.Lab.Lifecycle;
using ChatAspire.Provisioner.Output;
using Spectre.Console.Testing;

namespace ChatAspire.Provisioner.Tests.Output;

public sealed class StatusTableTests
{
    private static readonly TimeSpan Elapsed = TimeSpan.FromSeconds(4.2);

    [Fact]
    public void Running_lab() => Snapshot.Matches(Text(TestLab.Report()), "status-running.txt");

    [Fact]
    public void Lab_with_failures() =>
        Snapshot.Matches(Text(TestLab.Report("vxlan0 of host-b is up", "chat-b answers")), "status-failures.txt");

    [Fact]
    public void Lab_without_a_host() => Snapshot.Matches(Text(TestLab.Without("host-b")), "status-incomplete.txt");

    [Fact]
    public void Lab_that_does_not_exist_is_one_line() =>
        Assert.Equal("Lab chatlab is not running. Create it: chatlab up", Verdict.Status(TestLab.Without("host-a", "host-b"), Elapsed));

    private static string Text(LabReport report)
    {
        using var console = new TestConsole().Width(120);
        StatusTable.Write(console, report);
        var lines = console.Output.Split('\n').Select(line => line.TrimEnd())
            .Concat(ChatUrls.Lines(report.Spec, report.Connected))
            .Concat(ProblemLines.Of(report.Problems))
            .Append(Verdict.Status(report, Elapsed));
        return string.Join('\n', lines) + "\n";
    }
}
