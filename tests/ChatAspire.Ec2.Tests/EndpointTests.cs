using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Network.Execution;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests endpoints that speak EC2's API and behave otherwise than AWS: any field of an answer is optional.</summary>
public sealed class EndpointTests : OnFakeEc2
{
    private Faults Faults => Aws.Server.Faults;

    [Fact]
    public async Task A_group_and_a_key_just_made_are_ours_although_no_answer_has_tags()
    {
        foreach (var action in new[] { "CreateSecurityGroup", "DescribeSecurityGroups", "ImportKeyPair" })
        {
            Faults.Omit(action, "tagSet");
        }

        Faults.Omit("DescribeSecurityGroups", "securityGroupInfo/tagSet");
        Faults.Omit("DescribeKeyPairs", "keySet/tagSet");

        await Aws.UpAsync();
        await Aws.UpAsync();
        await Aws.DownAsync();

        Assert.Empty(Aws.Cloud.Leftovers());
    }

    [Fact]
    public async Task The_disk_has_the_images_size_and_no_other_endpoint_would_refuse_it()
    {
        Aws.Cloud.Images = [.. Aws.Cloud.Images.Select(i => i with { Gigabytes = 30 })];

        await Aws.UpAsync();

        Assert.All(Aws.Cloud.Alive(), i => Assert.Equal(new RootDisk(Dies: true, Gigabytes: 30, Encrypted: true), i.Request.Volume));
    }

    [Fact]
    public async Task An_image_without_a_size_asks_for_one_where_the_endpoint_wants_it()
    {
        Faults.Omit("DescribeImages", "imagesSet/blockDeviceMapping");

        await RefusesAsync([], "the endpoint requires a disk size", "--disk 8");
    }

    [Fact]
    public async Task Down_ends_and_names_the_key_pair_that_the_endpoint_never_deletes()
    {
        await Aws.UpAsync();
        Faults.Ignore("DeleteKeyPair");
        Aws.Options = Aws.Options with { Timeouts = Aws.Options.Timeouts with { Visible = TimeSpan.FromSeconds(1) } };
        var started = DateTimeOffset.UtcNow;

        var failures = await Assert.ThrowsAsync<AggregateException>(Aws.DownAsync);

        var error = Assert.IsAssignableFrom<UserErrorException>(Assert.Single(failures.InnerExceptions));
        Assert.Contains("left in eu-central-1: key pair chatlab", error.Message, StringComparison.Ordinal);
        Assert.Contains("Run `down` again", error.Hint, StringComparison.Ordinal);
        Assert.True(DateTimeOffset.UtcNow - started < TimeSpan.FromSeconds(20));
        Assert.Contains(Aws.Server.Calls, c => c.Action == "DeleteKeyPair" && c.Request["KeyName"] == "chatlab");
        Assert.Equal(["chatlab"], Aws.Cloud.Leftovers().Select(arn => arn.Split('/')[1]));
        Assert.NotNull(LaunchState.Load(Aws.KeptFiles())); // `down` can be run again
    }

    [Fact]
    public async Task Down_ends_and_names_the_instances_that_never_end()
    {
        await Aws.UpAsync();
        Faults.Ignore("TerminateInstances");
        Aws.Options = Aws.Options with { Timeouts = Aws.Options.Timeouts with { Gone = TimeSpan.FromSeconds(2) } };

        var failures = await Assert.ThrowsAsync<AggregateException>(Aws.DownAsync);

        var messages = string.Join('\n', failures.InnerExceptions.Select(e => e.Message));
        Assert.All(Aws.Cloud.Alive(), i => Assert.Contains(i.Id, messages, StringComparison.Ordinal));
        Assert.Contains("left in eu-central-1", messages, StringComparison.Ordinal);
        Assert.Equal(2, Aws.Cloud.Alive().Count);
    }

    [Fact]
    public async Task A_group_of_this_name_in_another_VPC_is_no_obstacle()
    {
        Aws.Cloud.Groups.Add(new("sg-0theirs", "chatlab", "", "vpc-0b2", DateTimeOffset.UnixEpoch, new Dictionary<string, string>()));

        await Aws.UpAsync();
        await Aws.DownAsync();

        Assert.Equal(["sg-0theirs"], Aws.Cloud.Leftovers().Select(arn => arn.Split('/')[1]));
    }

    [Fact]
    public async Task A_key_is_deleted_by_its_name_where_it_has_no_id()
    {
        Faults.Omit("ImportKeyPair", "keyPairId");
        Faults.Omit("DescribeKeyPairs", "keySet/keyPairId");

        await Aws.UpAsync();
        await Aws.DownAsync();

        Assert.Empty(Aws.Cloud.Leftovers());
    }

    [Fact]
    public async Task Rules_that_the_endpoint_does_not_show_are_not_opened_twice()
    {
        Faults.Omit("DescribeSecurityGroups", "securityGroupInfo/ipPermissions");
        await Aws.UpAsync();

        await Aws.UpAsync();

        var group = Aws.Cloud.Groups.Single(g => g.Name == "chatlab");
        Assert.Equal(5, group.Rules.Count);
    }

    [Fact]
    public async Task An_endpoint_without_route_tables_says_nothing_about_the_internet()
    {
        Faults.Fail("DescribeRouteTables", Ec2Exception.Invalid("InvalidAction", "The action is not valid for this web service."));

        await Aws.UpAsync();

        Assert.Equal(2, Aws.Cloud.Alive().Count);
    }

    [Theory]
    [InlineData("InternalError", 500, "RunInstances still failed after several retries", "in a minute")]
    [InlineData("Unavailable", 503, "RunInstances still failed after several retries", "in a minute")]
    [InlineData("Blocked", 400, "AWS has blocked the account", "console.aws.amazon.com/support")]
    [InlineData("InsufficientFreeAddressesInSubnet", 400, "the subnet has no free address left", "another --subnet")]
    [InlineData("MaxSpotInstanceCountExceeded", 400, "quota does not allow the spot instances", "Omit --spot")]
    [InlineData("SomethingNew", 400, "RunInstances was refused: SomethingNew", "Error codes")]
    public async Task Every_refusal_of_a_launch_has_a_cure(string code, int status, string says, string cure)
    {
        Faults.Fail("RunInstances", new Ec2Exception(status, code, "AWS's own words."));

        var error = await Assert.ThrowsAnyAsync<UserErrorException>(Aws.UpAsync);

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains("AWS's own words.", error.Message, StringComparison.Ordinal);
        Assert.Contains(cure, error.Hint, StringComparison.Ordinal);
        Assert.Empty(Aws.Cloud.Leftovers());
    }

    [Fact]
    public async Task The_region_may_come_from_AWS_DEFAULT_REGION()
    {
        Aws.Environs = new()
        {
            ["AWS_ENDPOINT_URL_EC2"] = Aws.Server.Endpoint.ToString(),
            ["AWS_REGION"] = null,
            ["AWS_DEFAULT_REGION"] = Cloud.Region,
        };

        await using var up = Aws.CliLocal("up", "--dry-run", "--hosts", "ec2", "--allow", "203.0.113.7/32");

        Assert.True(await up.WaitForExitAsync(TimeSpan.FromSeconds(90)) == 0, up.Output);
    }
}
