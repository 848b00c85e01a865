using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Ec2.Tests;

public sealed class UpDownTests : OnFakeEc2
{
    [Fact]
    public async Task Up_makes_two_hosts_that_answer_and_down_leaves_nothing_with_few_requests()
    {
        var hosts = await Aws.UpAsync();

        Assert.Equal(["host-a", "host-b"], hosts.Select(h => h.Name));
        Assert.All(hosts, h => Assert.Equal(("ens5", 9001), (h.Facts.Nic, h.Facts.Mtu)));
        Assert.All(hosts, h => Assert.StartsWith("172.31.", h.Facts.Underlay, StringComparison.Ordinal)); // VXLAN uses private addresses
        Assert.Equal(2, Aws.Cloud.Alive().Count);
        var up = Aws.Server.Calls.WithoutWaits();
        Assert.True(up.Count <= Requests.MostOfUp, $"up made {up.Count} requests:\n{string.Join('\n', up)}");

        Aws.Server.ForgetCalls();
        await Aws.DownAsync();

        Assert.Empty(Aws.Cloud.Leftovers());
        var down = Aws.Server.Calls.WithoutWaits();
        Assert.True(down.Count <= Requests.MostOfDown, $"down made {down.Count} requests:\n{string.Join('\n', down)}");
        TestContext.Current.TestOutputHelper?.WriteLine($"requests without the waits: up {up.Count}, down {down.Count}");
        Assert.Contains(Aws.Events, e => e is LabEvent.StepEnded { Reason: "nothing tagged chatlab=chatlab is left in eu-central-1" });
    }

    [Fact]
    public async Task A_second_up_changes_nothing()
    {
        await Aws.UpAsync();
        Aws.Server.ForgetCalls();
        Aws.Events.Clear();

        await Aws.UpAsync();

        Assert.DoesNotContain(Aws.Server.Calls, c => c.Changes);
        Assert.DoesNotContain(Aws.Events, e => e is LabEvent.StepChanging);
    }

    [Fact]
    public async Task The_group_opens_SSH_and_chat_to_the_caller_and_VXLAN_ping_and_the_lesson_s_port_to_its_members_and_nothing_else()
    {
        await Aws.UpAsync();

        using var api = Ec2Connection.Open(Aws.Options);
        var answer = await api.DescribeSecurityGroupsAsync(new() { Filters = [new("group-name", ["chatlab"])] },
            TestContext.Current.CancellationToken);
        var group = Assert.Single(answer.SecurityGroups);
        Assert.Equivalent(
            new IngressRule[]
            {
                new("tcp", 22, 22, "198.51.100.7/32"),
                new("tcp", 5000, 5000, "198.51.100.7/32"),
                new("udp", 4789, 4789, group.GroupId),
                new("tcp", 5080, 5080, group.GroupId),
                new("icmp", -1, -1, group.GroupId),
            },
            IngressRule.Of(group), strict: true);
    }

    [Fact]
    public async Task Rules_changed_by_hand_and_a_caller_who_moved_are_repaired_and_nothing_else_is_touched()
    {
        await Aws.UpAsync();
        var group = Aws.Cloud.Groups.Single(g => g.Name == "chatlab");
        group.Rules.Add(new("-1", -1, -1, "0.0.0.0/0"));
        group.Rules.RemoveAll(r => r.Protocol == "udp");
        Aws.Server.CallerAddress = "203.0.113.9";
        Aws.Server.ForgetCalls();

        await Aws.UpAsync();

        Assert.Equivalent(
            new SecurityRule[] { new("tcp", 22, 22, "203.0.113.9/32"), new("tcp", 5000, 5000, "203.0.113.9/32"),
                new("udp", 4789, 4789, group.Id), new("tcp", 5080, 5080, group.Id), new("icmp", -1, -1, group.Id) },
            group.Rules, strict: true);
        Assert.Equal(["AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"],
            Aws.Server.Calls.Where(c => c.Changes).Select(c => c.Action).Order());
    }

    [Fact]
    public async Task Instances_have_the_metadata_service_v2_only_end_themselves_and_take_their_volume_along()
    {
        await Aws.UpAsync();

        Assert.All(Aws.Cloud.Alive(), i =>
        {
            Assert.Equal("required", i.Request.HttpTokens);
            Assert.Equal(1, i.Request.HopLimit);
            Assert.Equal("terminate", i.Request.ShutdownBehavior);
            Assert.Equal(new RootDisk(Dies: true, Gigabytes: 8, Encrypted: true), i.Request.Volume);
            Assert.Equal("chatlab", i.Tags["chatlab"]);
            Assert.Equal("28800", i.Tags["chatlab:ttl"]);
            Assert.Contains("chatlab-ttl.timer", i.Request.UserData, StringComparison.Ordinal);
        });
        Assert.Equal(["host-a", "host-b"], Aws.Cloud.Alive().Select(i => i.Tags["chatlab:host"]).Order());
        Assert.All(Aws.Cloud.Groups.Where(g => g.Name != "default"), g => Assert.Equal("chatlab", g.Tags["chatlab"]));
        Assert.All(Aws.Cloud.Keys, k => Assert.Equal("chatlab", k.Tags["chatlab"]));
    }

    [Fact]
    public async Task Hosts_replace_the_key_of_their_user_data_and_the_metadata_service_is_switched_off()
    {
        await Aws.UpAsync();

        var saved = LaunchState.Load(Aws.KeptFiles())!;
        Assert.All(saved.Launches.Values, l => Assert.Null(l.FirstKey));
        Assert.Equal(2, saved.Launches.Values.Select(l => l.OwnKey).Distinct().Count());
        Assert.All(Aws.Cloud.Alive(), i => Assert.Contains("<httpEndpoint>disabled</httpEndpoint>",
            i.MetadataOptions().ToString().Replace(" xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"", "", StringComparison.Ordinal),
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_key_replaced_by_a_run_that_was_killed_is_accepted_and_pinned()
    {
        await Aws.UpAsync();
        var saved = LaunchState.Load(Aws.KeptFiles())!;
        var replaced = saved.Launches["host-a"];
        saved.With("host-a", replaced with { FirstKey = SshKeyPair.Create("first") }).Save(Aws.KeptFiles());

        await Aws.UpAsync();

        Assert.Equal(replaced, LaunchState.Load(Aws.KeptFiles())!.Launches["host-a"]);
    }

    [Fact]
    public async Task Without_a_time_to_live_nothing_ends_them()
    {
        Aws.Options = Aws.Options with { TimeToLive = null };

        await Aws.UpAsync();

        Assert.All(Aws.Cloud.Alive(), i =>
        {
            Assert.DoesNotContain("chatlab:ttl", i.Tags.Keys);
            Assert.DoesNotContain("poweroff", i.Request.UserData, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("t3.micro", "x86_64")]
    [InlineData("t4g.micro", "arm64")]
    public async Task The_image_is_Debians_newest_for_the_types_architecture(string type, string architecture)
    {
        Aws.Options = Aws.Options with { InstanceType = type };

        await Aws.UpAsync();

        Assert.All(Aws.Cloud.Alive(), i =>
        {
            Assert.Equal((Cloud.Debian, architecture), (i.Request.Image.OwnerId, i.Request.Image.Architecture));
            Assert.Matches("^debian-13-a[mr][dm]64-20261012-", i.Request.Image.Name);
        });
    }

    [Fact]
    public async Task An_instance_that_ended_is_replaced_and_the_other_is_left_alone()
    {
        await Aws.UpAsync();
        var before = Aws.Cloud.Alive();
        var lost = before.Single(i => i.Tags["chatlab:host"] == "host-b");
        lost.End(DateTimeOffset.UtcNow, "Client.UserInitiatedShutdown", "by hand");
        await lost.Gone;

        await Aws.UpAsync();

        var after = Aws.Cloud.Alive();
        Assert.Equal(2, after.Count);
        Assert.Contains(before.Single(i => i != lost), after);
        Assert.DoesNotContain(lost, after);
    }

    [Fact]
    public void Launches_made_anew_side_by_side_are_all_kept()
    {
        var directory = Aws.KeptFiles();
        var lab = new Ec2Lab(Aws.Spec, Aws.Options, Api: null!, Inventory: null!, directory)
        {
            State = LaunchState.Create("chatlab", Cloud.Region),
        };
        string[] hosts = [.. Enumerable.Range(1, 9).Select(n => $"host-{n}")];

        Parallel.ForEach(hosts, new ParallelOptions { MaxDegreeOfParallelism = hosts.Length }, lab.RenewLaunch);

        Assert.True(LaunchState.Load(directory)!.Holds(lab.State));
        Assert.Equal(hosts, lab.State.Launches.Keys.Order());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{ "clientKey": null, "launches": {} }""")]
    public void Damaged_keys_are_told_with_their_cure(string text)
    {
        var directory = Aws.KeptFiles();
        directory.Write(LaunchState.FileName, text);

        var told = Assert.Throws<UserErrorException>(() => LaunchState.Load(directory));

        Assert.Contains($"{LaunchState.FileName} is damaged", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_instance_is_replaced()
    {
        await Aws.UpAsync();
        var stopped = Aws.Cloud.Alive()[0];
        stopped.Stopped = true;

        await Aws.UpAsync();

        Assert.Equal(2, Aws.Cloud.Alive().Count);
        Assert.DoesNotContain(stopped, Aws.Cloud.Alive());
    }

    [Fact]
    public async Task Of_two_instances_of_a_host_the_one_whose_key_is_kept_stays()
    {
        await Aws.UpAsync();
        var ours = Aws.Cloud.Alive();
        var first = ours.Single(i => i.Tags["chatlab:host"] == "host-a");
        Aws.Cloud.Instances.Add(new("i-0twin", "172.31.16.99", DateTimeOffset.UtcNow, first.Request with { ClientToken = "another" },
            first.Tags)
        {
            Machine = new NoMachines().StartAsync(
                new("i-0twin", "172.31.16.99", null, "", [], first.Request.Image), TestContext.Current.CancellationToken),
        });
        await Task.Delay(Aws.Cloud.PendingFor, TestContext.Current.CancellationToken);
        await using var source = Aws.Source();
        var engine = new StepEngine(_ => { });

        foreach (var phase in (await source.PlanAsync(TestContext.Current.CancellationToken)).Phases) // preflight would have refused it
        {
            await engine.ApplyAsync(phase, TestContext.Current.CancellationToken);
        }

        Assert.Equal(ours, Aws.Cloud.Alive());
    }

    [Fact]
    public async Task Down_needs_no_file_and_finds_instances_in_every_state()
    {
        await Aws.UpAsync();
        Aws.Cloud.Alive()[0].Stopped = true;
        Directory.Delete(Aws.KeptFiles().Path, recursive: true);

        await Aws.DownAsync();

        Assert.Empty(Aws.Cloud.Leftovers());
    }

    [Fact]
    public async Task Down_goes_on_without_keys_that_are_damaged_and_up_says_so()
    {
        await Aws.UpAsync();
        var kept = Aws.KeptFiles();
        kept.Write(LaunchState.FileName, kept.Read(LaunchState.FileName)![..100]);

        await using var up = Aws.CliUp();
        Assert.Equal(2, await up.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("is damaged", up.Output, StringComparison.Ordinal);
        Assert.Contains("Run `down`", up.Output, StringComparison.Ordinal);
        await using var down = Aws.Cli("down");
        Assert.True(await down.WaitForExitAsync(TimeSpan.FromSeconds(60)) == 0, down.Output);

        Assert.Empty(Aws.Cloud.Leftovers());
        Assert.Null(LaunchState.Load(kept));
    }

    [Fact]
    public async Task Down_twice_and_down_without_a_lab_are_fine()
    {
        await Aws.DownAsync();
        await Aws.UpAsync();
        await Aws.DownAsync();
        await Aws.DownAsync();

        Assert.Empty(Aws.Cloud.Leftovers());
    }

    [Theory]
    [InlineData("down")]
    [InlineData("up")]
    [InlineData("status")]
    [InlineData("ssh", "host-a", "--", "true")]
    public async Task In_another_region_a_lab_is_neither_forgotten_nor_made_again(params string[] verb)
    {
        const string elsewhere = "us-east-1";
        await Aws.UpAsync();
        var kept = Aws.KeptFiles().Read(LaunchState.FileName);
        await using var other = await FakeEc2Server.StartAsync();
        other.Region = elsewhere;

        await using var run = Aws.CliLocal([verb[0], "--hosts", "ec2", "--region", elsewhere, "--endpoint-url", $"{other.Endpoint}",
            "--address-service", $"{other.AddressService}", .. verb[1..]]);
        var code = await run.WaitForExitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(2, code);
        Assert.Contains(
            $"The lab \"chatlab\" was created in {Cloud.Region}, but the region is {elsewhere}.", run.Output, StringComparison.Ordinal);
        Assert.Contains($"--region {Cloud.Region}", run.Output, StringComparison.Ordinal);
        Assert.Equal(kept, Aws.KeptFiles().Read(LaunchState.FileName));
        Assert.Empty(other.Cloud.Instances);
    }

    [Fact]
    public async Task After_down_another_region_is_free_to_use_and_keys_kept_before_regions_were_do_for_any()
    {
        await Aws.UpAsync();
        await Aws.DownAsync();
        Aws.Server.Region = "us-east-1";
        Aws.Options = Aws.Options with { Region = Aws.Server.Region };

        await Aws.UpAsync();

        var saved = LaunchState.Load(Aws.KeptFiles())!;
        Assert.Equal("us-east-1", saved.Region);
        (saved with { Region = null }).Save(Aws.KeptFiles());
        await Aws.DownAsync();
        Assert.Empty(Aws.Cloud.Leftovers());
    }

    [Fact]
    public async Task Another_lab_in_the_account_is_left_alone()
    {
        var theirs = new Dictionary<string, string> { ["chatlab"] = "chatlab-2", ["Name"] = "chatlab" };
        Aws.Cloud.Groups.Add(new("sg-0their", "theirs", "", "vpc-0a1", DateTimeOffset.UnixEpoch, theirs));
        Aws.Cloud.Keys.Add(new("key-0their", "theirs", "ssh-ed25519 AAAA", "x", theirs));

        await Aws.UpAsync();
        await Aws.DownAsync();

        Assert.Equal(["sg-0their", "theirs"], Aws.Cloud.Leftovers().Select(arn => arn.Split('/')[1]));
    }

    [Fact]
    public async Task Answers_in_pages_are_read_to_the_end()
    {
        Aws.Cloud.PageSize = 1;

        await Aws.UpAsync();
        await Aws.UpAsync();
        Assert.Equal(2, Aws.Cloud.Alive().Count);
        await Aws.DownAsync();

        Assert.Empty(Aws.Cloud.Leftovers());
    }

    [Fact]
    public async Task What_EC2_shows_late_is_waited_for()
    {
        Aws.Cloud.InvisibleFor = TimeSpan.FromSeconds(1.5);

        await Aws.UpAsync();
        Assert.Equal(2, Aws.Cloud.Alive().Count);
        await Aws.DownAsync();

        Assert.Empty(Aws.Cloud.Leftovers());
    }

    [Fact]
    public async Task The_age_the_time_to_live_and_the_cost_are_shown()
    {
        await Aws.UpAsync();

        Assert.Contains(Aws.Events, e => e is LabEvent.StepEnded { Step.Title: "instance chatlab host-a runs" });
        await Aws.UpAsync();
        Assert.Contains(Aws.Events, e => e is LabEvent.StepEnded { Outcome: StepOutcome.Satisfied } ended
            && ended.Reason.Contains("up for less than a minute, ends itself in 7 h 59 min, about $0.00 so far (us-east-1 list prices",
                StringComparison.Ordinal));
    }

    [Fact]
    public async Task Throttling_is_waited_out()
    {
        Aws.Server.Faults.Fail("*", Ec2Exception.Throttled(), times: 3);

        await Aws.UpAsync();

        Assert.Equal(2, Aws.Cloud.Alive().Count);
        Assert.Equal(3, Aws.Server.Calls.Count(c => c.Error == "RequestLimitExceeded"));
    }
}
