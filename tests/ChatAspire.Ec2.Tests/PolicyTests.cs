using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests that docs/iam-policy.json grants exactly the permissions needed.</summary>
public sealed class PolicyTests
{
    public static TheoryData<string> Actions => [.. IamPolicy.Parse(PolicyFile.Text).Actions];

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
            policy.Demand(action, resource, new Dictionary<string, string> { ["aws:ResourceTag/chatlab"] = "chatlab" });
        }
    }
}
