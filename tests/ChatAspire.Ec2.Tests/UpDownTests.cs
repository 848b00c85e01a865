using ChatAspire.FakeEc2;
using ChatAspire.Provisioner.Hosts.Ec2;
using ChatAspire.Provisioner.Steps;

namespace ChatAspire.Ec2.Tests;

public sealed class UpDownTests : IAsyncLifetime
{
    private Ec2Fixture _ec2 = null!;

    public async ValueTask InitializeAsync() => _ec2 = await Ec2Fixture.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_ec2 is not null)
            await _ec2.DisposeAsync();
    }

    [Fact]
    public async Task Up_makes_two_hosts_that_answer_and_down_leaves_nothing_with_few_requests()
    {
        var hosts = await _ec2.UpAsync();

        Assert.Equal(["host-a", "host-b"], hosts.Select(h => h.Name));
        Assert.All(hosts, h => Assert.Equal(("ens5", 9001), (h.Facts.Nic, h.Facts.Mtu)));
        Assert.All(hosts, h => Assert.StartsWith("172.31.", h.Facts.Underlay, StringComparison.Ordinal)); // VXLAN goes by private addresses
        Assert.Equal(2, _ec2.Cloud.Alive().Count);
        var up = _ec2.Server.Calls.WithoutWaits();
        Assert.True(up.Count <= Requests.MostOfUp, $"up made {up.Count} requests:\n{string.Join('\n', up)}");

        _ec2.Server.ForgetCalls();
        await _ec2.DownAsync();

        Assert.Empty(_ec2.Cloud.Leftovers());
        var down = _ec2.Server.Calls.WithoutWaits();
        Assert.True(down.Count <= Requests.MostOfDown, $"down made {down.Count} requests:\n{string.Join('\n', down)}");
        TestContext.Current.TestOutputHelper?.WriteLine($"requests without the waits: up {up.Count}, down {down.Count}");
        Assert.Contains(_ec2.Events, e => e is LabEvent.StepEnded { Reason: "nothing tagged chatlab=chatlab is left in eu-central-1" });
    }

    [Fact]
    public async Task A_second_up_changes_nothing()
    {
        await _ec2.UpAsync();
        _ec2.Server.ForgetCalls();
        _ec2.Events.Clear();

        await _ec2.UpAsync();

        Assert.DoesNotContain(_ec2.Server.Calls, c => c.Changes);
        Assert.DoesNotContain(_ec2.Events, e => e is LabEvent.StepChanging);
    }

    [Fact]
    public async Task The_group_opens_SSH_and_chat_to_the_caller_and_VXLAN_and_ping_to_its_members_and_nothing_else()
    {
        await _ec2.UpAsync();

        using var api = Ec2Connection.Open(_ec2.Options);
        var answer = await api.DescribeSecurityGroupsAsync(new() { Filters = [new("group-name", ["chatlab"])] }, TestContext.Current.CancellationToken);
        var group = Assert.Single(answer.SecurityGroups);
        Assert.Equivalent(
            new IngressRule[]
            {
                new("tcp", 22, 22, "198.51.100.7/32"),
                new("tcp", 5000, 5000, "198.51.100.7/32"),
                new("udp", 4789, 4789, group.GroupId),
                new("icmp", -1, -1, group.GroupId),
            },
            IngressRule.Of(group), strict: true);
    }

    [Fact]
    public async Task Rules_changed_by_hand_and_a_caller_who_moved_are_repaired_and_nothing_else_is_touched()
    {
        await _ec2.UpAsync();
        var group = _ec2.Cloud.Groups.Single(g => g.Name == "chatlab");
        group.Rules.Add(new("-1", -1, -1, "0.0.0.0/0"));
        group.Rules.RemoveAll(r => r.Protocol == "udp");
        _ec2.Server.CallerAddress = "203.0.113.9";
        _ec2.Server.ForgetCalls();

        await _ec2.UpAsync();

        Assert.Equivalent(
            new SecurityRule[] { new("tcp", 22, 22, "203.0.113.9/32"), new("tcp", 5000, 5000, "203.0.113.9/32"), new("udp", 4789, 4789, group.Id), new("icmp", -1, -1, group.Id) },
            group.Rules, strict: true);
        Assert.Equal(["AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"], _ec2.Server.Calls.Where(c => c.Changes).Select(c => c.Action).Order());
    }

    [Fact]
    public async Task Instances_have_the_metadata_service_v2_only_end_themselves_and_take_their_volume_along()
    {
        await _ec2.UpAsync();

        Assert.All(_ec2.Cloud.Alive(), i =>
        {
            Assert.Equal("required", i.Request.HttpTokens);
            Assert.Equal(1, i.Request.HopLimit);
            Assert.Equal("terminate", i.Request.ShutdownBehavior);
            Assert.True(i.Request.RootVolumeDies);
            Assert.Equal("chatlab", i.Tags["chatlab"]);
            Assert.True(DateTimeOffset.Parse(i.Tags["chatlab:ends"], null) - DateTimeOffset.UtcNow is { TotalHours: > 7.9 and <= 8 });
            Assert.Contains("systemd-run --unit=chatlab-ttl", i.Request.UserData, StringComparison.Ordinal);
        });
        Assert.Equal(["host-a", "host-b"], _ec2.Cloud.Alive().Select(i => i.Tags["chatlab:host"]).Order());
        Assert.All(_ec2.Cloud.Groups.Where(g => g.Name != "default"), g => Assert.Equal("chatlab", g.Tags["chatlab"]));
        Assert.All(_ec2.Cloud.Keys, k => Assert.Equal("chatlab", k.Tags["chatlab"]));
    }

    [Fact]
    public async Task Without_a_time_to_live_nothing_ends_them()
    {
        _ec2.Options = _ec2.Options with { TimeToLive = null };

        await _ec2.UpAsync();

        Assert.All(_ec2.Cloud.Alive(), i =>
        {
            Assert.DoesNotContain("chatlab:ends", i.Tags.Keys);
            Assert.DoesNotContain("poweroff", i.Request.UserData, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("t3.micro", "x86_64")]
    [InlineData("t4g.micro", "arm64")]
    public async Task The_image_is_Canonicals_newest_for_the_types_architecture(string type, string architecture)
    {
        _ec2.Options = _ec2.Options with { InstanceType = type };

        await _ec2.UpAsync();

        Assert.All(_ec2.Cloud.Alive(), i =>
        {
            Assert.Equal((Cloud.Canonical, architecture), (i.Request.Image.OwnerId, i.Request.Image.Architecture));
            Assert.EndsWith("-20261012", i.Request.Image.Name, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task An_instance_that_ended_is_replaced_and_the_other_is_left_alone()
    {
        await _ec2.UpAsync();
        var before = _ec2.Cloud.Alive();
        var lost = before.Single(i => i.Tags["chatlab:host"] == "host-b");
        lost.End(DateTimeOffset.UtcNow, "Client.UserInitiatedShutdown", "by hand");
        await lost.Gone;

        await _ec2.UpAsync();

        var after = _ec2.Cloud.Alive();
        Assert.Equal(2, after.Count);
        Assert.Contains(before.Single(i => i != lost), after);
        Assert.DoesNotContain(lost, after);
    }

    [Fact]
    public async Task A_stopped_instance_is_replaced()
    {
        await _ec2.UpAsync();
        var stopped = _ec2.Cloud.Alive()[0];
        stopped.Stopped = true;

        await _ec2.UpAsync();

        Assert.Equal(2, _ec2.Cloud.Alive().Count);
        Assert.DoesNotContain(stopped, _ec2.Cloud.Alive());
    }

    [Fact]
    public async Task Down_needs_no_file_and_finds_instances_in_every_state()
    {
        await _ec2.UpAsync();
        _ec2.Cloud.Alive()[0].Stopped = true;
        Directory.Delete(_ec2.KeptFiles().Path, recursive: true);

        await _ec2.DownAsync();

        Assert.Empty(_ec2.Cloud.Leftovers());
    }

    [Fact]
    public async Task Down_twice_and_down_without_a_lab_are_fine()
    {
        await _ec2.DownAsync();
        await _ec2.UpAsync();
        await _ec2.DownAsync();
        await _ec2.DownAsync();

        Assert.Empty(_ec2.Cloud.Leftovers());
    }

    [Fact]
    public async Task Another_lab_in_the_account_is_left_alone()
    {
        var theirs = new Dictionary<string, string> { ["chatlab"] = "chatlab-2", ["Name"] = "chatlab" };
        _ec2.Cloud.Groups.Add(new("sg-0their", "theirs", "", "vpc-0a1", DateTimeOffset.UnixEpoch, theirs));
        _ec2.Cloud.Keys.Add(new("key-0their", "theirs", "ssh-ed25519 AAAA", "x", theirs));

        await _ec2.UpAsync();
        await _ec2.DownAsync();

        Assert.Equal(["sg-0their", "theirs"], _ec2.Cloud.Leftovers().Select(arn => arn.Split('/')[1]));
    }

    [Fact]
    public async Task Answers_in_pages_are_read_to_the_end()
    {
        _ec2.Cloud.PageSize = 1;

        await _ec2.UpAsync();
        await _ec2.UpAsync();
        Assert.Equal(2, _ec2.Cloud.Alive().Count);
        await _ec2.DownAsync();

        Assert.Empty(_ec2.Cloud.Leftovers());
    }

    [Fact]
    public async Task What_EC2_shows_late_is_waited_for()
    {
        _ec2.Cloud.InvisibleFor = TimeSpan.FromSeconds(1.5);

        await _ec2.UpAsync();
        Assert.Equal(2, _ec2.Cloud.Alive().Count);
        await _ec2.DownAsync();

        Assert.Empty(_ec2.Cloud.Leftovers());
    }

    [Fact]
    public async Task The_age_the_time_to_live_and_the_cost_are_shown()
    {
        await _ec2.UpAsync();

        Assert.Contains(_ec2.Events, e => e is LabEvent.StepEnded { Step.Title: "instance chatlab host-a runs" });
        await _ec2.UpAsync();
        Assert.Contains(_ec2.Events, e => e is LabEvent.StepEnded { Outcome: StepOutcome.Satisfied } ended
            && ended.Reason.Contains("up for less than a minute, ends itself in 7 h 59 min, about $0.00 so far (us-east-1 list prices", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Throttling_is_waited_out()
    {
        _ec2.Server.Faults.Fail("*", Ec2Exception.Throttled(), times: 3);

        await _ec2.UpAsync();

        Assert.Equal(2, _ec2.Cloud.Alive().Count);
        Assert.Equal(3, _ec2.Server.Calls.Count(c => c.Error == "RequestLimitExceeded"));
    }
}
