using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts;
using ChatAspire.Network.Execution;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests that docs/iam-policy.json grants exactly the permissions needed.</summary>
public sealed class PolicyTests
{
    /// <summary>The statement of <c>list</c> alone, which does without it (<see cref="FleetTests"/>).</summary>
    private const string Costs = "EstimateCosts";

    public static TheoryData<string> Actions => [.. IamPolicy.Parse(PolicyFile.Text).WithoutStatement(Costs).Actions];

    public static TheoryData<string> Sids => [.. IamPolicy.Parse(PolicyFile.Text).Sids.Where(sid => sid != Costs)];

    [Fact]
    public async Task With_exactly_this_policy_a_lab_goes_up_is_repaired_and_goes_down()
    {
        await using var ec2 = await Ec2Fixture.StartAsync();
        ec2.Cloud.Policy = IamPolicy.Parse(PolicyFile.Text);

        await ec2.UpAsync();
        ec2.Server.CallerAddress = "203.0.113.9";
        ec2.Cloud.Alive()[0].Stopped = true;
        await ec2.UpAsync();
        await ec2.DownAsync();

        Assert.Empty(ec2.Cloud.Leftovers());
        Assert.DoesNotContain(ec2.Server.Calls, c => c.Error == "UnauthorizedOperation");
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Without_one_of_its_actions_preflight_names_it_and_nothing_is_made(string action)
    {
        await using var ec2 = await Ec2Fixture.StartAsync();
        ec2.Cloud.Policy = IamPolicy.Parse(PolicyFile.Text).Without(action);

        var refusal = await Assert.ThrowsAsync<PreflightException>(ec2.UpAsync);

        Assert.Contains($"the permission {action} is missing", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ec2.Server.Calls, c => c.Changes);
    }

    [Theory]
    [MemberData(nameof(Sids))]
    public async Task Without_one_of_its_statements_an_error_names_the_permission_and_nothing_is_left(string sid)
    {
        await using var ec2 = await Ec2Fixture.StartAsync();
        ec2.Cloud.Policy = IamPolicy.Parse(PolicyFile.Text).WithoutStatement(sid);

        var refusal = await TryAsync(async () =>
        {
            await ec2.UpAsync();
            await ec2.DownAsync();
        });

        Assert.Contains("the permission ec2:", refusal?.Message ?? "none was needed", StringComparison.Ordinal);
        Assert.NotNull(refusal!.Hint ?? refusal.Message);
        ec2.Cloud.Policy = IamPolicy.Everything;
        await Task.Delay(ec2.Cloud.InvisibleFor, TestContext.Current.CancellationToken); // what was just made is listed late
        await ec2.DownAsync();
        Assert.Empty(ec2.Cloud.Leftovers());
    }

    [Theory]
    [InlineData("another lab's name", "lab-b", null, "t3.micro")]
    [InlineData("another publisher", "chatlab", "666666666666", "t3.micro")]
    [InlineData("another type", "chatlab", null, "t3.large")]
    public async Task With_another_value_in_a_placeholder_nothing_is_made(string what, string lab, string? owner, string type)
    {
        await using var ec2 = await Ec2Fixture.StartAsync();
        ec2.Cloud.Policy = IamPolicy.Parse(PolicyFile.For(lab, owner, type));

        var refusal = await Assert.ThrowsAsync<PreflightException>(ec2.UpAsync);

        Assert.True(refusal.Message.Contains("the permission ec2:RunInstances is missing", StringComparison.Ordinal), what);
        Assert.DoesNotContain(ec2.Server.Calls, c => c.Changes);
    }

    [Fact]
    public void Every_condition_of_the_policy_refuses_what_lacks_it()
    {
        var policy = IamPolicy.Parse(PolicyFile.Text);
        var instance = $"arn:aws:ec2:{Cloud.Region}:{Cloud.Account}:instance/*";
        var allowed = new Dictionary<string, string>
        {
            ["aws:RequestTag/chatlab"] = "chatlab",
            ["ec2:InstanceType"] = "t3.micro",
            ["ec2:MetadataHttpTokens"] = "required",
        };
        policy.Demand("ec2:RunInstances", instance, allowed);

        foreach (var key in allowed.Keys)
        {
            Assert.Throws<Ec2Exception>(() => policy.Demand(
                "ec2:RunInstances", instance, new Dictionary<string, string>(allowed) { [key] = "something else" }));
        }

        Assert.Throws<Ec2Exception>(() => policy.Demand(
            "ec2:RunInstances", instance.Replace(Cloud.Region, "us-east-1", StringComparison.Ordinal), allowed));
        Assert.Throws<Ec2Exception>(() => policy.Demand(
            "ec2:DescribeInstances", "*", new Dictionary<string, string> { ["aws:RequestedRegion"] = "us-east-1" }));
        Assert.Throws<Ec2Exception>(() => policy.Demand(
            "ec2:RunInstances", instance.Replace("instance", "volume", StringComparison.Ordinal), allowed)); // not encrypted
    }

    [Fact]
    public async Task A_spot_lab_and_a_larger_disk_need_no_more()
    {
        await using var ec2 = await Ec2Fixture.StartAsync();
        ec2.Cloud.Policy = IamPolicy.Parse(PolicyFile.Text);
        ec2.Options = ec2.Options with { Spot = true, DiskGigabytes = 20, Tags = new Dictionary<string, string> { ["team"] = "x" } };

        await ec2.UpAsync();
        await ec2.DownAsync();

        Assert.Empty(ec2.Cloud.Leftovers());
    }

    private static async Task<UserErrorException?> TryAsync(Func<Task> run)
    {
        try
        {
            await run();
            return null;
        }
        catch (UserErrorException e)
        {
            return e;
        }
        catch (AggregateException e)
        {
            return (UserErrorException)e.InnerExceptions[0];
        }
    }

    [Fact]
    public async Task With_this_policy_nothing_of_others_can_be_changed()
    {
        await using var ec2 = await Ec2Fixture.StartAsync();
        await ec2.UpAsync();
        var policy = IamPolicy.Parse(PolicyFile.Text);
        var untagged = new Dictionary<string, string>();

        foreach (var (action, resource) in new[]
        {
            ("ec2:TerminateInstances", ec2.Cloud.Alive()[0].Arn), ("ec2:DeleteSecurityGroup", ec2.Cloud.Groups[0].Arn),
            ("ec2:AuthorizeSecurityGroupIngress", ec2.Cloud.Groups[0].Arn), ("ec2:DeleteKeyPair", ec2.Cloud.Keys[0].Arn),
        })
        {
            Assert.Throws<Ec2Exception>(() => policy.Demand(action, resource, untagged));
            Assert.Throws<Ec2Exception>(
                () => policy.Demand(action, resource, new Dictionary<string, string> { ["aws:ResourceTag/chatlab"] = "chatlab-2" }));
            policy.Demand(action, resource, new Dictionary<string, string> { ["aws:ResourceTag/chatlab"] = "chatlab" });
        }
    }
}
