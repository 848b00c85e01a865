using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts.Ec2;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests that options and the AWS SDK's configuration are respected.</summary>
public sealed class OptionTests : OnFakeEc2
{
    [Fact]
    public async Task The_endpoint_and_the_region_may_come_from_the_environment()
    {
        Aws.Environs = new() { ["AWS_ENDPOINT_URL_EC2"] = Aws.Server.Endpoint.ToString(), ["AWS_REGION"] = Cloud.Region };

        await DryRunAsync();
    }

    [Theory]
    [InlineData("--profile", "work")]
    [InlineData]
    public async Task Region_and_credentials_may_come_from_a_profile_by_option_or_environment(params string[] option)
    {
        var (config, credentials) = (Path.Combine(Aws.Home, "config"), Path.Combine(Aws.Home, "credentials"));
        await File.WriteAllTextAsync(config, $"[profile work]\nregion = {Cloud.Region}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(credentials,
            $"[work]\naws_access_key_id = {FakeEc2Server.AccessKey}\naws_secret_access_key = {Ec2Fixture.Secret}\n",
            TestContext.Current.CancellationToken);
        Aws.AccessKey = null;
        Aws.Environs = new()
        {
            ["AWS_ENDPOINT_URL_EC2"] = Aws.Server.Endpoint.ToString(),
            ["AWS_CONFIG_FILE"] = config,
            ["AWS_SHARED_CREDENTIALS_FILE"] = credentials,
            ["AWS_PROFILE"] = option.Length == 0 ? "work" : null,
        };

        await DryRunAsync(option);
    }

    [Fact]
    public async Task Vpc_subnet_image_and_who_may_come_in_are_those_asked_for()
    {
        var image = Aws.Cloud.Images.First(i => i.Architecture == "x86_64");
        Aws.Options = Aws.Options with { Vpc = "vpc-0b2", Subnet = "subnet-0b1", Image = image.Id, Allow = "0.0.0.0/0" };

        await Aws.UpAsync();

        Assert.All(Aws.Cloud.Alive(), i => Assert.Equal((image.Id, "subnet-0b1"), (i.Request.Image.Id, i.Request.Subnet.Id)));
        var group = Aws.Cloud.Groups.Single(g => g.Name == "chatlab");
        Assert.Equal("vpc-0b2", group.VpcId);
        Assert.Equal(["0.0.0.0/0", "0.0.0.0/0"], group.Rules.Where(r => r.Protocol == "tcp" && !r.FromGroup).Select(r => r.Source));
        Assert.DoesNotContain(group.Rules, r => r.Protocol != "tcp" && r.Source == "0.0.0.0/0");
    }

    [Fact]
    public async Task SSH_and_the_chat_may_be_open_to_different_networks()
    {
        Aws.Options = Aws.Options with { Allow = "10.0.0.0/8", AllowSsh = "203.0.113.7/32" };

        await Aws.UpAsync();

        var rules = Aws.Cloud.Groups.Single(g => g.Name == "chatlab").Rules;
        Assert.Equal("203.0.113.7/32", rules.Single(r => r.FromPort == 22).Source);
        Assert.Equal("10.0.0.0/8", rules.Single(r => r.FromPort == 5000).Source);
    }

    [Theory]
    [InlineData("--allow 0.0.0.0/0", true, true)]
    [InlineData("--allow-chat 0.0.0.0/0", false, true)]
    [InlineData("--allow 0.0.0.0/0 --allow-ssh 203.0.113.7/32", false, true)]
    [InlineData("--allow 203.0.113.0/24", false, false)]
    public async Task Ports_open_to_the_world_are_warned_about(string options, bool ssh, bool chat)
    {
        await using var up = Aws.CliUp(["--dry-run", .. options.Split(' ')]);

        Assert.True(await up.WaitForExitAsync(TimeSpan.FromSeconds(90)) == 0, up.Output);
        Assert.Equal(ssh, up.Output.Contains("SSH on the hosts is open to the whole internet", StringComparison.Ordinal));
        Assert.Equal(chat, up.Output.Contains("The chat is open to the whole internet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_disk_has_the_size_asked_for_and_spot_instances_are_one_time_requests()
    {
        Aws.Options = Aws.Options with { DiskGigabytes = 20, Spot = true };

        await Aws.UpAsync();

        Assert.All(Aws.Cloud.Alive(), i => Assert.Equal((20, true), (i.Request.Volume.Gigabytes, i.Request.Spot)));
        var launch = Aws.Server.Calls.First(c => c.Action == "RunInstances" && c.Changes).Request;
        Assert.Equal("one-time", launch["InstanceMarketOptions.SpotOptions.SpotInstanceType"]);
        Assert.Equal("chatlab", launch.Tags("spot-instances-request")["chatlab"]);
    }

    [Fact]
    public async Task From_inside_the_VPC_the_hosts_are_reached_at_their_private_addresses()
    {
        Aws.Machines.Inside = true;
        Aws.Options = Aws.Options with { Vpc = "vpc-0b2", Subnet = "subnet-0b1", Address = HostAddress.Private, Allow = "10.20.0.0/16" };

        var hosts = await Aws.UpAsync();

        Assert.Equal(2, hosts.Count);
        Assert.All(Aws.Cloud.Alive(), i => Assert.False(i.Request.PublicIp));
        Assert.All(hosts, h => Assert.Equal(h.Facts.Underlay, h.Facts.Published[5000].Host));
    }

    private async Task DryRunAsync(params string[] options)
    {
        await using var up = Aws.CliLocal(["up", "--dry-run", "--hosts", "ec2", "--allow", "203.0.113.7/32", .. options]);

        Assert.True(await up.WaitForExitAsync(TimeSpan.FromSeconds(90)) == 0, up.Output);
        Assert.Contains(Aws.Server.Calls, c => c.Action == "DescribeInstances" && c.Error is null);
    }
}
