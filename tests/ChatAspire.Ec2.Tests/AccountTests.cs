using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts.Ec2;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests the rules of an account: an organization's policies, and subnets that cannot be used.</summary>
public sealed class AccountTests : OnFakeEc2
{
    private const string RequiresCostCenter = """
        { "Statement": [
          { "Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:instance/*",
            "Condition": { "Null": { "aws:RequestTag/CostCenter": "true" } } },
          { "Effect": "Deny", "Action": "ec2:CreateSecurityGroup", "Resource": "arn:aws:ec2:*:*:security-group/*",
            "Condition": { "Null": { "aws:RequestTag/CostCenter": "true" } } },
          { "Effect": "Deny", "Action": "ec2:ImportKeyPair", "Resource": "*",
            "Condition": { "Null": { "aws:RequestTag/CostCenter": "true" } } },
          { "Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "arn:aws:ec2:*:*:volume/*",
            "Condition": { "StringNotEquals": { "ec2:Encrypted": "true" } } } ] }
        """;

    private static readonly string[] LaunchedTypes = ["instance", "volume", "network-interface"];

    private Cloud Cloud => Aws.Cloud;

    [Fact]
    public async Task A_policy_of_the_organization_is_named_and_nothing_is_made()
    {
        Cloud.OrganizationPolicy = IamPolicy.Parse(RequiresCostCenter);

        await RefusesAsync([], "a policy of your organization (service control policy) denies ec2:RunInstances on arn:aws:ec2:",
            "--tag KEY=VALUE", "your organization's administrator", "aws sts decode-authorization-message --encoded-message 5dJ0nT2vK8");

        Assert.DoesNotContain(Aws.Server.Calls, c => c.Changes);
    }

    [Fact]
    public async Task Tags_are_on_every_resource_and_satisfy_such_a_policy_as_encryption_does()
    {
        Cloud.OrganizationPolicy = IamPolicy.Parse(RequiresCostCenter);
        Aws.Options = Aws.Options with { Tags = new Dictionary<string, string> { ["CostCenter"] = "42", ["team"] = "networks" } };

        await Aws.UpAsync();

        var tags = Cloud.Alive().Select(i => i.Tags).Concat(Cloud.Keys.Select(k => k.Tags))
            .Concat(Cloud.Groups.Where(g => g.Name != "default").Select(g => g.Tags)).ToList();
        Assert.Equal(4, tags.Count);
        Assert.All(tags, t => Assert.Equal(("42", "networks", "chatlab"), (t["CostCenter"], t["team"], t["chatlab"])));
        var launch = Aws.Server.Calls.First(c => c.Action == "RunInstances" && c.Changes).Request;
        Assert.All(LaunchedTypes, type => Assert.Equal("42", launch.Tags(type)["CostCenter"]));
    }

    [Theory]
    [InlineData("CostCenter", "KEY=VALUE")]
    [InlineData("aws:owner=me", "aws:")]
    [InlineData("chatlab:ends=never", "the lab sets it itself")]
    [InlineData("=x", "KEY=VALUE")]
    public async Task A_tag_that_cannot_be_set_is_refused(string tag, string says) =>
        await RefusesAsync(["--tag", tag], $"--tag \"{tag}\"", says);

    [Theory]
    [InlineData("with an explicit deny in a permissions boundary", "a permissions boundary denies ec2:RunInstances",
        "permissions boundary of your")]
    [InlineData("with an explicit deny in an identity-based policy", "an identity-based policy denies", "administrator of the account")]
    [InlineData("with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1",
        "denies ec2:RunInstances on arn:aws:ec2:eu-central-1:1:instance/*: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1.",
        "your organization's administrator")]
    [InlineData("because no service control policy allows the ec2:RunInstances action",
        "a policy of your organization (service control policy) does not allow ec2:RunInstances", "your organization's administrator")]
    [InlineData("because no identity-based policy allows the ec2:RunInstances action",
        "the permission ec2:RunInstances is missing (on arn:aws:ec2:eu-central-1:1:instance/*)", "docs/iam-policy.json")]
    public void The_kind_of_policy_is_read_from_AWSs_words(string reason, string says, string cure)
    {
        var (what, next) = Ec2Denial.Explain(
            "You are not authorized to perform this operation. User: arn:aws:sts::1:assumed-role/dev/me is not authorized to perform: "
            + $"ec2:RunInstances on resource: arn:aws:ec2:eu-central-1:1:instance/* {reason}. Encoded authorization failure message: x",
            "RunInstances");

        Assert.Contains(says, what, StringComparison.Ordinal);
        Assert.Contains(cure, next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subnet_without_free_addresses_or_with_IPv6_alone_is_passed_over()
    {
        Cloud.Subnets = [.. Cloud.Subnets.Select(s => s.Id switch
        {
            "subnet-0a1" => s with { Free = 1 },
            "subnet-0a2" => s with { Cidr = null },
            _ => s,
        })];

        await Aws.UpAsync();

        Assert.All(Cloud.Alive(), i => Assert.Equal("subnet-0a3", i.Request.Subnet.Id));
    }

    [Fact]
    public async Task A_named_subnet_that_cannot_be_used_says_why_and_names_others()
    {
        Cloud.Subnets = [.. Cloud.Subnets.Select(s => s.Id == "subnet-0a1" ? s with { Free = 1 } : s)];

        await RefusesAsync(["--subnet", "subnet-0a1"], "subnet-0a1 has 1 free addresses, and 2 are needed",
            "--subnet subnet-0a2 (eu-central-1b)");
        Assert.DoesNotContain(Aws.Server.Calls, c => c.Changes);
    }

    [Theory]
    [InlineData(null, "active", "has no route to the internet (rtb-0own)")]
    [InlineData("igw-0a1", "blackhole", "ends nowhere (rtb-0own: blackhole)")]
    [InlineData("nat-0a1", "active", "through nat-0a1 only, which carries no public address")]
    public async Task A_subnet_without_a_way_to_the_internet_is_refused_before_anything_is_made(string? target, string state, string says)
    {
        Cloud.RouteTables = [.. Cloud.RouteTables, new("rtb-0own", "vpc-0a1", ["subnet-0a1"], target, state)];

        await RefusesAsync(["--subnet", "subnet-0a1"], says, "--subnet subnet-0a2 (eu-central-1b)");
        Assert.DoesNotContain(Aws.Server.Calls, c => c.Changes);
        await Aws.UpAsync();
        Assert.All(Cloud.Alive(), i => Assert.Equal("subnet-0a2", i.Request.Subnet.Id));
    }

    [Fact]
    public async Task A_dry_run_asks_for_permissions_as_up_does()
    {
        Cloud.Policy = IamPolicy.Parse(PolicyFile.Text).Without("ec2:RunInstances");

        await RefusesAsync(["--dry-run"], "the permission ec2:RunInstances is missing");
        Assert.DoesNotContain(Aws.Server.Calls, c => c.Changes);
    }
}
