using System.Text.RegularExpressions;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Overlay;

/// <summary>
/// The chapter's proof that the overlay works: <c>test-a</c> and <c>test-b</c> ping each other. Here in every direction,
/// with the longest packet that fits, and one byte more.
/// </summary>
public static partial class OverlayChecks
{
    /// <summary>IPv4 header 20 + ICMP header 8.</summary>
    private const int PingOverheadBytes = 28;

    /// <summary>The label of the test containers; its value tells those of one proof from what another left.</summary>
    private const string ProofLabel = "chatlab.proof";

    /// <summary>The phase whose steps make the test containers: applied before the checks, undone after them.</summary>
    /// <param name="standing">Names of the chat containers that run and hold their addresses: a test container then looks out of the chat's own network namespace.</param>
    public static Phase Containers(LabSpec spec, IReadOnlyList<OverlayPlan> plans, IReadOnlySet<string> standing) =>
        new("test containers", [.. plans.Select(plan => new HostSteps(plan.Host.Name, plan.Host.Name, [Container(spec, plan, standing)]))]);

    /// <summary>The phase that takes away what a killed proof left: a test container holds the address of a chat container that is still to come.</summary>
    public static Phase Leftovers(IReadOnlyList<OverlayPlan> plans) =>
        new("test containers", [.. plans.Select(plan => new HostSteps(plan.Host.Name, plan.Host.Name, [Leftover]))]);

    /// <summary>The checks, on every host towards every other, all side by side: they wait more than they do.</summary>
    public static Phase Pings(LabSpec spec, IReadOnlyList<OverlayPlan> plans) =>
        new("verify the overlay", [.. plans.SelectMany(plan => Checks(spec, plan, [.. plans.Where(other => other != plan)], plans.SkipWhile(other => other != plan).Skip(1).FirstOrDefault(plans[0]))
            .Select(checks => new HostSteps(plan.Host.Name, plan.Host.Name, checks)))]);

    private static IEnumerable<IReadOnlyList<Step>> Checks(LabSpec spec, OverlayPlan plan, IReadOnlyList<OverlayPlan> others, OverlayPlan next) =>
    [
        [.. others.Select(other => Reaches(TestName(plan), TestAddress(spec, other)))],
        [.. others.Select(other => Fits(TestName(plan), TestAddress(spec, other), plan.Mtu))],
        [.. others.Select(other => DoesNotFit(TestName(plan), TestAddress(spec, other), plan.Mtu))],
        [AnswersOnce(TestName(plan), next.Host)],
    ];

    /// <summary>Not <c>docker stop</c>: <c>sleep</c> as process 1 ignores SIGTERM, and ten seconds would pass.</summary>
    private static HostCommand Remove => HostCommand.Shell("""docker ps -aq --filter "label=$1" | xargs -r docker rm -f""", ProofLabel);

    private static Step Leftover => new()
    {
        Title = "No test container of an earlier proof",
        Section = "3-5",
        Why = "It holds an address that a chat container is to have.",
        Probe = Step.Ask(new HostCommand("docker", "ps", "-aq", "--filter", $"label={ProofLabel}"), result => result.Check().Output.Length == 0
            ? Finding.Satisfied()
            : Finding.Drifted("a proof that was killed left one", Remove)),
    };

    private static Step Container(LabSpec spec, OverlayPlan plan, IReadOnlySet<string> standing)
    {
        var name = TestName(plan);
        var chat = spec.Chat.FirstOrDefault(chat => chat.Host == plan.Host.Name && standing.Contains(chat.Name));
        string[] network = chat is null
            ? ["--net", plan.Network, "--ip", TestAddress(spec, plan)]
            : ["--net", $"container:{chat.Name}"];
        var proof = $"{Guid.NewGuid():N}";
        var run = new HostCommand("docker",
            ["run", "-d", "--rm", "--name", name, "--label", LabLabel.Of(spec), "--label", $"{ProofLabel}={proof}", .. network, spec.Images.Test, "sleep", "3600"]);
        return new Step
        {
            Title = $"{name} at {TestAddress(spec, plan)}",
            Section = "3-5",
            Why = chat is null
                ? "A container to ping from, and to be pinged."
                : $"A container to ping from. {chat.Name} holds the address, so it joins {chat.Name}'s network namespace.",
            Probe = Step.Ask(
                new HostCommand("docker", "inspect", "--type", "container", "-f", $$$"""{{.State.Running}} {{index .Config.Labels "{{{ProofLabel}}}"}}""", name),
                result => !result.Succeeded ? Finding.Missing($"there is no {name}") : result.Output.Trim().Split(' ', 2) switch
                {
                    ["true", var label] when label == proof => Finding.Satisfied(),
                    [_, not ("" or "<no value>")] => Finding.Drifted("an earlier proof left it: made anew", Remove, run),
                    _ => Finding.Blocked(
                        $"a container {name} is there already, and not the proof's: it is left as it is",
                        $"On {plan.Host.Name}, remove it (docker rm -f {name}) or rename it (docker rename {name} my-{name}), then begin again."),
                }),
            Apply = [run],
            Undo = [Remove],
        };
    }

    private static Step Reaches(string from, string address) => new()
    {
        Title = $"{from} reaches {address}",
        Section = "3-5",
        Why = "ARP and ICMP cross the tunnel there and back, without loss and without doubles.",
        Probe = Step.Ask(
            new HostCommand("docker", "exec", from, "ping", "-c", "3", "-i", "0.2", "-W", "2", address).WithTimeout(TimeSpan.FromSeconds(20)),
            // 3 packets transmitted, 3 received, 0% packet loss, time 403ms       (iputils; busybox: "3 packets received")
            result => Statistics().Match(result.Output) is { Success: true } ping
                ? ping.Groups["loss"].Value == "0" && !result.Output.Contains("duplicates", StringComparison.Ordinal)
                    ? Finding.Satisfied(RoundTrip().Match(result.Output) is { Success: true } rtt ? $"{rtt.Groups["average"].Value} ms" : "")
                    : Unreachable($"{ping.Value}")
                : Unreachable($"{result.Output} {result.Error}".Trim())),
    };

    private static Step Fits(string from, string address, int mtu) => new()
    {
        Title = $"{mtu} bytes fit from {from} to {address}",
        Section = "3-5",
        Why = "The longest packet of a container, with the don't-fragment bit: wrapped it is exactly as long as the underlay carries.",
        Probe = Step.Ask(DontFragment(from, address, mtu), result => result.Succeeded
            ? Finding.Satisfied()
            : Finding.Blocked($"a packet of {mtu} bytes did not come back: {result.Output.Trim()} {result.Error.Trim()}",
                "Something on the underlay carries less than its devices say: set $.overlay.mtu lower.")),
    };

    private static Step DoesNotFit(string from, string address, int mtu) => new()
    {
        Title = $"{mtu + 1} bytes do not fit",
        Section = "3-5",
        Why = "One byte more must be refused: else the limit is not where it should be, and long packets are cut or lost somewhere else.",
        Probe = Step.Ask(DontFragment(from, address, mtu + 1), result =>
            // ping: local error: message too long, mtu=1450                         (iputils; older: "Message too long")
            $"{result.Output}\n{result.Error}\n".Contains($"message too long, mtu={mtu}\n", StringComparison.OrdinalIgnoreCase)
                ? Finding.Satisfied()
                : Finding.Blocked(
                    result.Succeeded ? $"a packet of {mtu + 1} bytes passed" : $"it was not refused for its length: {result.Output.Trim()} {result.Error.Trim()}",
                    "Is the MTU of the container's eth0 as the network's?")),
    };

    private static Step AnswersOnce(string from, Hosts.HostFacts host) => new()
    {
        Title = $"One answer to ARP for {host.Spec.Gateway}",
        Section = "3-5",
        Why = "Two hosts with one gateway address would both answer, and every container would talk to whichever was faster.",
        Probe = Step.Ask(InNamespace(from, "arping -w 1 -I eth0 \"$2\"", host.Spec.Gateway), result =>
            // Unicast reply from 172.18.0.2 [02:42:5B:0C:66:1F]  0.684ms
            Mac().Matches(result.Output).Select(mac => mac.Value).Distinct().Count() switch
            {
                1 => Finding.Satisfied(),
                0 => Finding.Blocked($"nobody answered: {result.Error.Trim()}", "Is the bridge on its host up?"),
                var answers => Finding.Blocked($"{answers} hosts answered: {result.Output.Trim()}", "Give each host of lab.json its own gateway."),
            }),
    };

    private static Finding Unreachable(string what) => Finding.Blocked(
        what, "Does something between the hosts drop UDP on $.overlay.port? `status` shows the overlay on each host.");

    /// <summary>The host's own ping in the container's network namespace: an image's busybox has no <c>-M do</c>.</summary>
    private static HostCommand DontFragment(string from, string address, int length) =>
        InNamespace(from, "ping -M do -c 1 -W 2 -s \"$2\" \"$3\"", $"{length - PingOverheadBytes}", address);

    private static HostCommand InNamespace(string container, string script, params IReadOnlyList<string> arguments) => HostCommand.Shell(
        $"nsenter --net -t \"$(docker inspect -f '{{{{.State.Pid}}}}' \"$1\")\" {script}", [container, .. arguments]).WithTimeout(TimeSpan.FromSeconds(20));

    /// <summary><c>host-a</c>'s is <c>test-a</c>.</summary>
    private static string TestName(OverlayPlan plan) =>
        "test-" + (plan.Host.Name.StartsWith("host-", StringComparison.Ordinal) ? plan.Host.Name["host-".Length..] : plan.Host.Name);

    /// <summary>As in the chapter, where the chat container will be; a host without one takes the first of its own range.</summary>
    private static string TestAddress(LabSpec spec, OverlayPlan plan) =>
        spec.Chat.FirstOrDefault(chat => chat.Host == plan.Host.Name)?.Address ?? $"{plan.IpRange.AddressAt(1)}";

    [GeneratedRegex(@"\d+ packets transmitted, \d+ (packets )?received,.* (?<loss>\d+)% packet loss")]
    private static partial Regex Statistics();

    // rtt min/avg/max/mdev = 0.061/0.083/0.121/0.026 ms                            (busybox: "round-trip min/avg/max = …")
    [GeneratedRegex(@"min/avg/max\S* = [\d.]+/(?<average>[\d.]+)/")]
    private static partial Regex RoundTrip();

    [GeneratedRegex(@"\[[0-9A-Fa-f:]{17}\]")]
    private static partial Regex Mac();
}
