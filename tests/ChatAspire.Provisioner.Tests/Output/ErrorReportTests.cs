using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Tests.Output;

public sealed class ErrorReportTests
{
    private const string StepFailureText = "host-a: \"vxlan0 is up\" failed: it is down\n  → Run `chatlab up` again.\n";

    private static readonly UserErrorException[] TwoErrors = [new("one"), new("two", "hint")];

    private static readonly StepFailedException StepFailure =
        new(new HostSteps("host-a", "host-a", []), TestLab.Step("vxlan0 is up"), "it is down", "Run `chatlab up` again.");

    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new UserErrorException("No engine answers.", "Start it."), ExitCodes.Refused, "No engine answers.\n  → Start it.\n" },
        { new UserErrorException("It is so."), ExitCodes.Refused, "It is so.\n" },
        { StepFailure, ExitCodes.Refused, StepFailureText },
        { new VerificationFailedException(StepFailure), ExitCodes.Failure, StepFailureText },
        { new AggregateException(TwoErrors), ExitCodes.Refused, "one\ntwo\n  → hint\n" },
        {
            new AggregateException(new VerificationFailedException(StepFailure), TwoErrors[0]), ExitCodes.Failure, $"{StepFailureText}one\n"
        },
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
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => ErrorReport.GuardAsync(() => throw new InvalidOperationException(), _ => { }));
}
