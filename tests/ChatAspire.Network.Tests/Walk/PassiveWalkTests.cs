using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Hosts;
using ChatAspire.Network.Tests.Inspection;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>
/// The commands that a walk runs on hosts which are no lab's: they change nothing but the walk's own files and nftables table. The state
/// of a real machine before and after: ChatAspire.RealHosts.Tests, PlainHostTests.
/// </summary>
public sealed partial class PassiveWalkTests
{
    private const string ToRedis = """[{"dst":"172.18.0.100","dev":"eth0","prefsrc":"172.18.0.11","flags":[],"uid":0,"cache":[]}]""";

    // The positions of the capture script's arguments; the shell's own are "-c", the script and "sh".
    private const int Rules = 3 + 5;
    private const int LogRules = 3 + 6;
    private const int DropSpaces = 3 + 10;
    private const int FirstCapture = 3 + 12;

    [Fact]
    public async Task A_walk_runs_no_command_that_changes_its_host()
    {
        var commands = await WalkAsync();

        Assert.Contains(commands, command => command.Arguments.Contains("route"));
        Assert.Contains(commands, command => command.Arguments.Any(argument => argument.Contains("ss -Hltnp", StringComparison.Ordinal)));
        Assert.All(commands.Where(command => !IsCapture(command)), command => Assert.DoesNotMatch(Changing(), command.ToShell()));
        Assert.All(commands, command => Assert.DoesNotMatch(Loading(), command.ToShell()));
    }

    [Fact]
    public async Task A_capture_leaves_the_mode_of_every_device_and_adds_no_rule_to_an_existing_table()
    {
        var (capture, drops) = (await WalkAsync()).Where(IsCapture).Select(command => command.Arguments).ToList() is [var first, var second]
            ? (first, second)
            : throw new InvalidOperationException("a failed walk captures, and then records drops");

        var points = capture.Skip(FirstCapture).Chunk(5).ToList();
        Assert.Equal(["eth0", "vethe590031", "veth5a7fe27", "eth0"], points.Select(point => point[2]));
        Assert.All(points, point => Assert.Equal("-p", point[3]));
        Assert.Empty(capture[LogRules]);
        Assert.Single(TableName().Matches(capture[Rules]));
        Assert.Matches(TableName(), capture[Rules]);
        Assert.DoesNotContain("limit", capture[Rules], StringComparison.Ordinal);
        Assert.Empty(capture[DropSpaces]);
        // A session that records drops captures nothing, and adds no table.
        Assert.Equal(("", FirstCapture), (drops[Rules], drops.Count));
        Assert.StartsWith("self ", drops[DropSpaces], StringComparison.Ordinal);
    }

    /// <summary>A connection that its server has not closed occupies its client port for a minute.</summary>
    [Fact]
    public async Task The_repetition_connects_from_another_port()
    {
        var ports = (await WalkAsync()).Where(command => command.Arguments.Contains("--local-port"))
            .Select(command => command.Arguments[command.Arguments.ToList().IndexOf("--local-port") + 1]).ToList();

        Assert.Equal(2, ports.Count);
        Assert.NotEqual(ports[0], ports[1]);
    }

    /// <summary>A tool that would load its kernel module runs only where the module is there.</summary>
    [Theory]
    [InlineData("nft list ruleset", "nf_tables")]
    [InlineData("nft -a list ruleset", "nf_tables")]
    [InlineData("iptables-save -c;", "nf_tables")]
    [InlineData("ss -Hltnp", "loaded tcp_diag")]
    [InlineData("nft -f -", "nf_tables is not loaded")]
    public async Task A_tool_that_would_load_a_module_is_guarded(string tool, string guard)
    {
        var scripts = (await WalkAsync()).Select(command => command.ToShell())
            .Where(script => script.Contains(tool, StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.InRange(
            script.IndexOf(guard, StringComparison.Ordinal), 0, script.IndexOf(tool, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_dry_run_runs_only_the_commands_that_read_and_reports_all()
    {
        var host = new RecordingHost(Fixture.HostA, ToRedis);
        var reported = new List<HostCommand>();
        var scene = Scene(new DryRunHost(host, (_, command) => reported.Add(command)));
        var walk = new ConnectionWalk(new WalkContext(scene, LogRules: false, new Progress<WalkEvent>()));

        await walk.RunAsync("chat-a", "redis", null, null, null, TestContext.Current.CancellationToken);

        Assert.NotEmpty(host.Commands);
        Assert.All(host.Commands, command => Assert.True(command.OnlyReads, command.ToShell()));
        Assert.Single(reported, IsCapture);
        Assert.Single(reported, command => command.Arguments.Contains("--local-port"));
        Assert.Subset(reported.ToHashSet(), host.Commands.ToHashSet());
    }

    private static WalkScene Scene(ICommandRunner host) => new([WalkHost.Unobserved(host, "")], null, []) { IsPassive = true };

    private static readonly Lazy<Task<IReadOnlyList<HostCommand>>> Recorded = new(RecordAsync);

    private static Task<IReadOnlyList<HostCommand>> WalkAsync() => Recorded.Value;

    private static async Task<IReadOnlyList<HostCommand>> RecordAsync()
    {
        var host = new RecordingHost(Fixture.HostA, ToRedis);
        var walk = new ConnectionWalk(new WalkContext(Scene(host), LogRules: false, new Progress<WalkEvent>()));
        var report = await walk.RunAsync("chat-a", "redis", null, null, null, CancellationToken.None);

        Assert.Equal("chat-a 172.18.0.11 → redis 172.18.0.100:6379", report.Title);
        Assert.NotNull(report.Verdict);
        return host.Commands;
    }

    private static bool IsCapture(HostCommand command) => command.Arguments.Contains(CaptureScript.Text);

    [GeneratedRegex(@"ip (-\w+ )*(link|addr\w*|route|rule|neigh\w*) (add|del|delete|set|replace|flush|change|append)\b"
        + @"|\biptables\w* (-t \w+ )?-[IADFP]\b|iptables-restore|sysctl -w|\bnft (add|delete|flush|-f)\b"
        + @"|docker (run|start|stop|rm|network c)")]
    private static partial Regex Changing();

    [GeneratedRegex(@"\b(modprobe|insmod)\b")]
    private static partial Regex Loading();

    [GeneratedRegex(@"^table ip chatlab-walk-[0-9a-f]+ \{", RegexOptions.Multiline)]
    private static partial Regex TableName();
}
