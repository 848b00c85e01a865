using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Overlay;

/// <summary>Creates the step for the iptables rule that drops packets routed to the overlay through a host.</summary>
internal static class OverlayOnlyStep
{
    /// <param name="lab">The lab's label, <c>chatlab.lab=NAME</c>, which becomes the rule's comment.</param>
    public static Step For(OverlayPlan plan, string lab)
    {
        var add = Rule("-A", plan, lab);
        return new Step
        {
            Title = $"{plan.Subnet} is reachable by the overlay only",
            Section = "3-5",
            Why = "A machine beside the hosts can add a route to the overlay by way of a host. Where the policy of FORWARD is ACCEPT, "
                + "which Docker leaves as it is if forwarding was on before, it would then reach Redis, the dashboard and OTLP, which are "
                + "not published to it. The rule drops packets to the overlay that do not come from its bridge, before a published port "
                + "is translated, so the chat is not affected. Docker 28 and later have such a rule for each container.",
            Probe = Step.Ask(Rule("-C", plan, lab), result => result.Succeeded
                ? Finding.Satisfied()
                : Finding.Missing("the rule is missing")),
            Apply = [add],
            Undo = [HostCommand.Shell("""iptables -w "$@" 2> /dev/null || true""", [.. Arguments("-D", plan, lab)])],
        };
    }

    private static HostCommand Rule(string action, OverlayPlan plan, string lab) =>
        new("iptables", ["-w", .. Arguments(action, plan, lab)]);

    // "! --dst-type LOCAL" exempts the host's own addresses in the subnet, such as the bridge's.
    private static string[] Arguments(string action, OverlayPlan plan, string lab) =>
    [
        "-t", "raw", action, "PREROUTING", "-d", $"{plan.Subnet}", "!", "-i", plan.Network,
        "-m", "addrtype", "!", "--dst-type", "LOCAL", "-m", "comment", "--comment", lab, "-j", "DROP",
    ];
}
