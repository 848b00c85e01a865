using System.Text.RegularExpressions;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Overlay;

/// <summary>
/// Verifies the overlay as the chapter does, with pings between the containers <c>test-a</c> and <c>test-b</c>. Beyond the chapter,
/// every host pings every other host, also with the longest packet that fits and with a packet one byte longer.
/// </summary>
public static partial class OverlayChecks
{
    /// <summary>The bytes of a ping packet that are not data: IPv4 header 20 + ICMP header 8.</summary>
    private const int PingOverheadBytes = 28;

    /// <summary>
    /// The label of the test containers. Its value identifies the run, so that containers left by an earlier run are recognized.
    /// </summary>
    private const string RunLabel = "chatlab.proof";

    /// <summary>Returns the phase that creates the test containers; apply it before the checks, and undo it after them.</summary>
    /// <param name="running">
    /// The names of the running containers. A running chat container holds the test address of its host, so the test container then joins
    /// the chat container's network namespace.
    /// </param>
    public static Phase Containers(LabSpec spec, IReadOnlyList<OverlayPlan> plans, IReadOnlySet<string> running) =>
        new("test containers", [.. plans.Select(plan => new HostSteps(plan.Host.Name, plan.Host.Name, [Container(spec, plan, running)]))]);

    /// <summary>
    /// Returns the phase that removes test containers left by a killed run, whose addresses the chat containers need.
    /// </summary>
    public static Phase Leftovers(IReadOnlyList<OverlayPlan> plans) =>
        new("test containers", [.. plans.Select(plan => new HostSteps(plan.Host.Name, plan.Host.Name, [Leftover]))]);

    /// <summary>
    /// Returns the phase that checks the pings from every host to every other host, and each gateway's ARP reply. The checks run in
    /// parallel, because each spends most of its time waiting.
    /// </summary>
    public static Phase Pings(LabSpec spec, IReadOnlyList<OverlayPlan> plans) =>
        new("verify the overlay", [.. plans.Index().SelectMany(plan =>
            Checks(spec, plan.Item, [.. plans.Where(other => other != plan.Item)], next: plans[(plan.Index + 1) % plans.Count])
                .Select(checks => new HostSteps(plan.Item.Host.Name, plan.Item.Host.Name, checks)))]);

    private static IEnumerable<IReadOnlyList<Step>> Checks(LabSpec spec, OverlayPlan plan, IReadOnlyList<OverlayPlan> others,
        OverlayPlan next) =>
    [
        [.. others.Select(other => Reaches(TestName(plan), TestAddress(spec, other)))],
        [.. others.Select(other => Fits(TestName(plan), TestAddress(spec, other), plan.Mtu))],
        [.. others.Select(other => DoesNotFit(TestName(plan), TestAddress(spec, other), plan.Mtu))],
        [AnswersOnce(TestName(plan), next.Host)],
    ];

    /// <summary>
    /// Kills and removes the test containers of all runs. <c>docker stop</c> would take ten seconds, because <c>sleep</c> ignores SIGTERM
    /// as process 1.
    /// </summary>
    private static HostCommand Remove => HostCommand.Shell("""docker ps -aq --filter "label=$1" | xargs -r docker rm -f""", RunLabel);

    private static Step Leftover => new()
    {
        Title = "No test container of an earlier run",
        Section = "3-5",
        Why = "It would hold the address of a chat container.",
        Probe = Step.Ask(new HostCommand("docker", "ps", "-aq", "--filter", $"label={RunLabel}"), result => result.Check()
            .Output.Length == 0
            ? Finding.Satisfied()
            : Finding.Drifted("an interrupted verification left one", Remove)),
    };

    private static Step Container(LabSpec spec, OverlayPlan plan, IReadOnlySet<string> running)
    {
        var name = TestName(plan);
        var chat = spec.Chat.FirstOrDefault(chat => chat.Host == plan.Host.Name && running.Contains(chat.Name));
        string[] network = chat is null
            ? ["--net", plan.Network, "--ip", TestAddress(spec, plan)]
            : ["--net", $"container:{chat.Name}"];
        var id = $"{Guid.NewGuid():N}";
        var run = new HostCommand("docker",
            ["run", "-d", "--rm", "--name", name, "--label", LabLabel.Of(spec), "--label", $"{RunLabel}={id}", .. network,
                spec.Images.Test, "sleep", "3600"]);
        return new Step
        {
            Title = $"Temporary {name} at {TestAddress(spec, plan)}",
            Section = "3-5",
            Why = chat is null
                ? "A container that pings, and is pinged."
                : $"A container that pings. {chat.Name} holds the address, so it joins {chat.Name}'s network namespace.",
            Probe = Step.Ask(
                new HostCommand(
                    "docker", "inspect", "--type", "container",
                    "-f", $$$"""{{.State.Running}} {{index .Config.Labels "{{{RunLabel}}}"}}""", name),
                result => !result.Succeeded ? Finding.Missing($"{name} does not exist") : result.Output.Trim().Split(' ', 2) switch
                {
                    ["true", var label] when label == id => Finding.Satisfied(),
                    [_, not ("" or "<no value>")] => Finding.Drifted("an interrupted verification left it", Remove, run),
                    _ => Finding.Blocked(
                        $"a container named {name} exists that does not belong to the verification; it was not touched",
                        $"On {plan.Host.Name}, remove it (docker rm -f {name}) or rename it (docker rename {name} my-{name}), then try "
                            + "again."),
                }),
            Apply = [run],
            Undo = [Remove],
        };
    }

    private static Step Reaches(string from, string address) => new()
    {
        Title = $"{from} reaches {address}",
        Section = "3-5",
        Why = "ARP and ICMP cross the tunnel in both directions, without loss and without duplicates.",
        Probe = Step.Ask(
            new HostCommand("docker", "exec", from, "ping", "-c", "3", "-i", "0.2", "-W", "2", address)
                .WithTimeout(TimeSpan.FromSeconds(20)),
            // 3 packets transmitted, 3 received, 0% packet loss, time 403ms       (iputils; busybox: "3 packets received")
            result => Statistics().Match(result.Output) is { Success: true } ping
                ? ping.Groups["loss"].Value == "0" && !result.Output.Contains("duplicates", StringComparison.Ordinal)
                    ? Finding.Satisfied(RoundTrip().Match(result.Output) is { Success: true } rtt ? $"{rtt.Groups["average"].Value} ms"
                        : "")
                    : Unreachable($"{ping.Value}")
                : Unreachable($"{result.Output} {result.Error}".Trim())),
    };

    private static Step Fits(string from, string address, int mtu) => new()
    {
        Title = $"{mtu} bytes fit from {from} to {address}",
        Section = "3-5",
        Why = "The longest packet of a container, with the don't-fragment bit; wrapped, it is exactly as long as the underlay's MTU.",
        Probe = Step.Ask(DontFragment(from, address, mtu), result => result.Succeeded
            ? Finding.Satisfied()
            : Finding.Blocked($"no reply to a packet of {mtu} bytes: {result.Output.Trim()} {result.Error.Trim()}",
                "The underlay carries less than its devices' MTU; set a lower $.overlay.mtu in lab.json.")),
    };

    private static Step DoesNotFit(string from, string address, int mtu) => new()
    {
        Title = $"{mtu + 1} bytes do not fit",
        Section = "3-5",
        Why = "One byte more must be refused; otherwise the limit is elsewhere, and long packets are fragmented or lost there.",
        Probe = Step.Ask(
            InNamespace(
                from, $"""sh -c {ShellQuote.Word(LengthLimit.Script)} sh "$2" "$3" "$4" """.TrimEnd(),
                $"{mtu - PingOverheadBytes}", $"{mtu + 1 - PingOverheadBytes}", address),
            result => LengthLimit.Judge(result, mtu)),
    };

    private static Step AnswersOnce(string from, Hosts.HostFacts host) => new()
    {
        Title = $"One ARP reply for {host.Spec.Gateway}",
        Section = "3-5",
        Why = "If two hosts shared the gateway address, both would reply, and each container would use whichever answered first.",
        Probe = Step.Ask(InNamespace(from, "arping -w 1 -I eth0 \"$2\"", host.Spec.Gateway), result =>
            // Unicast reply from 172.18.0.2 [02:42:5B:0C:66:1F]  0.684ms
            Mac().Matches(result.Output).Select(mac => mac.Value).Distinct().Count() switch
            {
                1 => Finding.Satisfied(),
                0 => Finding.Blocked($"no reply: {result.Error.Trim()}", "Check that the bridge on its host is up: `chatlab status`."),
                var replies =>
                    Finding.Blocked($"{replies} hosts replied: {result.Output.Trim()}", "Give each host of lab.json its own gateway."),
            }),
    };

    private static Finding Unreachable(string evidence) => Finding.Blocked(
        evidence, "Check that nothing between the hosts drops UDP on $.overlay.port; `chatlab status` shows the overlay on each host.");

    /// <summary>
    /// Sends one ping with the don't-fragment bit. Runs the host's ping in the container's network namespace, because the ping of the
    /// image's busybox lacks <c>-M do</c>.
    /// </summary>
    /// <param name="length">The packet's length in bytes, including the IPv4 header.</param>
    private static HostCommand DontFragment(string from, string address, int length) =>
        InNamespace(from, "ping -M do -c 1 -W 2 -s \"$2\" \"$3\"", $"{length - PingOverheadBytes}", address);

    private static HostCommand InNamespace(string container, string script, params IReadOnlyList<string> arguments) => HostCommand.Shell(
        $"nsenter --net -t \"$(docker inspect -f '{{{{.State.Pid}}}}' \"$1\")\" {script}", [container, .. arguments])
            .WithTimeout(TimeSpan.FromSeconds(20));

    /// <summary>Returns the name of a host's test container: <c>test-a</c> for <c>host-a</c>.</summary>
    private static string TestName(OverlayPlan plan) =>
        "test-" + (plan.Host.Name.StartsWith("host-", StringComparison.Ordinal) ? plan.Host.Name["host-".Length..] : plan.Host.Name);

    /// <summary>
    /// Returns the address of a host's test container: as in the chapter, the address of the host's chat container. Without a chat
    /// container, the address after the base address of the host's IP range.
    /// </summary>
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
