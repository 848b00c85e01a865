using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Provisioner.Tests.Progress;

/// <summary>The events of a run with every outcome.</summary>
internal static class RecordedRun
{
    private static readonly HostSteps A = new("host-a", "host-a", []);
    private static readonly HostSteps B = new("host-b", "host-b", []);
    private static readonly Step Vxlan = TestLab.Step("vxlan0 is up", "3-5");
    private static readonly Step Bridge = TestLab.Step("vxlan-net exists", "3-5");
    private static readonly Step Reaches = TestLab.Step("test-a reaches 172.18.0.22", "3-5", isCheck: true);
    private static readonly HostCommand SetUp = new("ip", "link", "set", "vxlan0", "up");

    public static IReadOnlyList<LabEvent> Events { get; } =
    [
        new LabEvent.PhaseStarted(new Phase("overlay", [A with { Steps = [Bridge, Vxlan] }, B])),
        new LabEvent.StepStarted(A, Bridge),
        new LabEvent.StepStarted(B, Bridge),
        Ended(A, Bridge, StepOutcome.Satisfied),
        Ended(B, Bridge, StepOutcome.Repaired, "mtu is 1500, wanted 1450", 2.4),
        new LabEvent.StepStarted(A, Vxlan),
        new LabEvent.StepStarted(B, Vxlan),
        new LabEvent.StepChanging(A, Vxlan, Finding.Drifted("it is down")),
        new LabEvent.CommandStarted(A, Vxlan, CommandPurpose.Probe, new HostCommand("ip", "-j", "link")),
        new LabEvent.CommandStarted(A, Vxlan, CommandPurpose.Apply, SetUp),
        new LabEvent.CommandEnded(
            A,
            Vxlan,
            CommandPurpose.Apply,
            new CommandResult("host-a", SetUp, 0, System.Text.Encoding.UTF8.GetBytes("done\n"), "", TimeSpan.FromMilliseconds(3))),
        Ended(A, Vxlan, StepOutcome.Applied, "there is no vxlan0", 0.2),
        Ended(B, Vxlan, StepOutcome.Satisfied),
        new LabEvent.PhaseStarted(new Phase("verify the overlay", [A with { Steps = [Reaches] }, B])),
        new LabEvent.StepStarted(A, Reaches),
        Ended(A, Reaches, StepOutcome.Satisfied, "0.31 ms"),
        Ended(B, Reaches, StepOutcome.Unsatisfied, "100% packet loss\nPING 172.18.0.22", 10),
        Ended(B, Reaches, StepOutcome.Cancelled),
        Ended(A, TestLab.Step("test-a"), StepOutcome.Undone, "it is gone"),
        Ended(A, TestLab.Step("Volumes") with { Removes = "" }, StepOutcome.Undone, "none is left"),
        new LabEvent.Note("The lab existed before this run, so it was kept."),
    ];

    private static LabEvent.StepEnded Ended(HostSteps host, Step step, StepOutcome outcome, string reason = "", double seconds = 0.1) =>
        new(host, step, outcome, reason, TimeSpan.FromSeconds(seconds));
}
