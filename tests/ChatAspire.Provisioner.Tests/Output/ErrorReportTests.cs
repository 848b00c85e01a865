using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Tests.Output;

public sealed class ErrorReportTests
{
    private static readonly StepFailedException StepFailure =
        new(new HostSteps("host-a", "host-a", []), TestLab.Step("vxlan0 is up"), "it is down", "Run `chatlab up` again.");

    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new UserErrorException("No Docker Engine answers.", "Start it."), ExitCodes.Refused, "No Docker Engine answers.\n  → Start it.\n" },
        { new UserErrorException("It is so."), ExitCodes.Refused, "It is so.\n" },
        { StepFailure, ExitCodes.Refused, "host-a: \"vxlan0 is up\" failed: it is down\n  → Run `chatlab up` again.\n" },
        { new VerificationFailedException(StepFailure), ExitCodes.Failure, "host-a: \"vxlan0 is up\" failed: it is down\n  → Run `chatlab up` again.\n" },
        { new AggregateException(new UserErrorException("one"), new UserErrorException("two", "hint")), ExitCodes.Failure, "one\ntwo\n  → hint\n" },
        { new OperationCanceledException(), ExitCodes.Interrupted, "Interrupted.\n" },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Failure_has_an_exit_code_a_message_and_a_hint(Exception failure, int code, string text)
    {
        var lines = new List<string>();

        Assert.Equal(code, await ErrorReport.GuardAsync(() => throw failure, lines.Add));
        Assert.Equal(text, string.Concat(lines.Select(line => $"{line}\n")));
    }

    [Fact]
    public async Task Success_keeps_its_exit_code() => Assert.Equal(7, await ErrorReport.GuardAsync(() => Task.FromResult(7), _ => { }));

    [Fact]
    public async Task Fault_of_the_program_is_not_hidden() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => ErrorReport.GuardAsync(() => throw new InvalidOperationException(), _ => { }));
}
