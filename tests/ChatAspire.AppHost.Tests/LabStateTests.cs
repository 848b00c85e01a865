using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using ChatAspire.Hosting.Lab.Commands;
using ChatAspire.Hosting.Lab.Observation;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>The state that the dashboard shows of a lab, from what its hosts say.</summary>
public sealed class LabStateTests
{
    private static readonly string[] Whole =
        ["host-a redis running", "host-a chat-a running", "host-a dashboard running", "host-b chat-b running"];

    private readonly LabResource _lab =
        DistributedApplication.CreateBuilder([]).AddLab("lab", Path.Combine(Repository.Root, "lab.json")).Resource;

    [Theory]
    [InlineData(null, "Checking")]
    [InlineData(false, "Not created")]
    [InlineData(true, "Drifted")]
    public void A_lab_without_a_running_host_is_not_created_unless_a_stopped_one_exists(bool? exists, string state) =>
        Assert.Equal(state, LabState.Of(_lab, LabReading.None, null, exists).Text);

    [Fact]
    public void A_complete_lab_is_running_once_it_is_checked()
    {
        Assert.Equal("Checking", LabState.Of(_lab, Reading(Whole), problems: null, exists: true).Text);
        Assert.Equal("Running", LabState.Of(_lab, Reading(Whole), problems: [], exists: true).Text);
    }

    [Fact]
    public void A_container_that_does_not_run_is_a_difference_before_any_check()
    {
        var state = LabState.Of(_lab, Reading([.. Whole[..3], "host-b chat-b exited"]), problems: [], exists: true);

        Assert.Equal("Drifted", state.Text);
        Assert.Equal(["chat-b on host-b: exited (0)"], state.Details);
    }

    [Fact]
    public void A_host_that_does_not_answer_is_one_difference_and_not_one_for_each_container()
    {
        var state = LabState.Of(_lab, Reading(Whole[..3]), problems: [], exists: true);

        Assert.Equal(("Drifted", "host-b is not running"), (state.Text, Assert.Single(state.Details)));
    }

    [Fact]
    public void What_a_complete_check_found_follows_what_was_just_read()
    {
        var state = LabState.Of(_lab, Reading(Whole), ["host-a: VXLAN device: MTU is 1500, expected 1450"], exists: true);

        Assert.Equal("Drifted", state.Text);
        Assert.Contains("MTU is 1500", Assert.Single(state.Details), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_is_shown_with_its_next_step()
    {
        var state = LabState.Of(_lab, LabReading.None with { Error = "No Docker Engine answers.\n  → Start it." }, null, null);

        Assert.Equal("Failed", state.Text);
        Assert.Equal(["No Docker Engine answers.", "  → Start it."], state.Details);
    }

    [Fact]
    public void A_host_s_answer_is_read()
    {
        var reading = HostReading.Parse(
        [
            "engine 28.5.2", "state 3053274863 6211",
            "redis\tredis:8\trunning\tUp 3 minutes (healthy)", "test\tnetshoot\texited\tExited (137) 2 s ago",
        ]);

        Assert.Equal(("28.5.2", "3053274863 6211"), (reading.Engine, reading.Fingerprint));
        Assert.Equal(
            [("redis", "running (healthy)"), ("test", "exited (137)")], reading.Containers.Select(one => (one.Name, one.Summary)));
    }

    [Fact]
    public void The_time_that_a_container_has_been_up_is_no_change()
    {
        static string Key(string status) => HostReading.Parse(["engine 28", "state 1 2", $"redis\tredis:8\trunning\t{status}"]).Key;

        Assert.Equal(Key("Up 3 minutes"), Key("Up 4 minutes"));
        Assert.NotEqual(Key("Up 3 minutes"), Key("Up 3 minutes (Paused)"));
    }

    [Fact]
    public void A_host_whose_engine_does_not_answer_has_none() =>
        Assert.Null(HostReading.Parse(["engine ", "state 1 2"]).Engine);

    [Fact]
    public void A_walk_ends_at_what_runs_known_containers_with_their_port()
    {
        var reading = Reading([.. Whole, "host-b lonely running", "host-b stopped exited"]);

        Assert.Equal(
            ["chat-a:5000", "dashboard:18889", "redis:6379", "lonely", "host-a", "host-b"], WalkEnds.Targets(_lab, reading, "chat-b"));
        Assert.Equal(["chat-a", "dashboard", "redis", "chat-b", "lonely"], WalkEnds.Sources(reading));
    }

    [Theory]
    [InlineData(0.0158, false, "about $0.03 so far (list prices)")]
    [InlineData(0.0158, true, "at most $0.03 so far (list prices)")]
    [InlineData(null, false, "no price for t3.micro in the table")]
    public void A_host_on_AWS_shows_its_age_and_cost(double? price, bool isSpot, string cost)
    {
        var now = new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
        var (facts, state) = Reading(Whole).Hosts["host-a"];
        var bill = new HostBill(now - TimeSpan.FromMinutes(125), "t3.micro", (decimal?)price, isSpot, "list prices");
        var hosts = new Dictionary<string, (HostFacts, HostReading)> { ["host-a"] = (facts with { Bill = bill }, state) };
        var reading = new LabReading(hosts, Error: null);

        Assert.Equal(["2 h 5 min", cost], Shown(reading, now));
        Assert.Empty(Shown(Reading(Whole), now));
    }

    [Fact]
    public void A_table_keeps_what_would_be_markup() => Assert.Equal(
        """
        | Name | State |
        | --- | --- |
        | a\|b | \<none\> |


        """.ReplaceLineEndings("\n"),
        MarkdownText.Table(["Name", "State"], [["a|b", "<none>"]]));

    [Fact]
    public void A_table_without_rows_is_left_out() => Assert.Equal("", MarkdownText.Table(["Name"], []));

    /// <summary>The age and the cost that the dashboard shows of host-a.</summary>
    private IEnumerable<object?> Shown(LabReading reading, DateTimeOffset now) =>
        LabSnapshots.Host(LabSnapshots.Initial(LabSnapshots.HostType), _lab.Hosts[0], reading, now).Properties
            .Where(property => property.Name is "Age" or "Cost").Select(property => property.Value);

    /// <param name="containers">"host-a redis running"</param>
    private static LabReading Reading(IReadOnlyList<string> containers) => new(
        containers.Select(line => line.Split(' ')).GroupBy(words => words[0]).ToDictionary(
            host => host.Key,
            host => (
                new HostFacts(new HostSpec(host.Key, "172.18.0.1"), "10.77.0.11", "eth0", 1500, new Dictionary<int, Uri>()),
                HostReading.Parse([
                    "engine 28.5.2", "state 1 2",
                    .. host.Select(words =>
                        $"{words[1]}\timage\t{words[2]}\t{(words[2] == "running" ? "Up 1 second" : "Exited (0) 1 s ago")}"),
                ]))),
        Error: null);
}
