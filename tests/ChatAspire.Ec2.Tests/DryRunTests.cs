namespace ChatAspire.Ec2.Tests;

public sealed class DryRunTests
{
    [Fact]
    public async Task A_dry_run_prints_what_it_would_make_and_a_script_for_each_host_and_changes_nothing()
    {
        await using var ec2 = await Ec2Fixture.StartAsync();

        await using var up = ec2.CliUp("--dry-run");
        Assert.Equal(0, await up.WaitForExitAsync(TimeSpan.FromSeconds(60)));

        Assert.Contains("aws ec2 import-key-pair --key-name chatlab", up.Output, StringComparison.Ordinal);
        Assert.Contains("aws ec2 create-security-group --group-name chatlab --description", up.Output, StringComparison.Ordinal);
        Assert.Contains("--vpc-id vpc-0a1 --tag-specifications 'ResourceType=security-group,Tags=[{Key=chatlab,Value=chatlab}", up.Output,
            StringComparison.Ordinal);
        Assert.Contains("aws ec2 wait instance-running", up.Output, StringComparison.Ordinal);
        Assert.Contains("--public-key-material fileb://", up.Output, StringComparison.Ordinal);
        Assert.Contains("# aws: for reading", up.Output, StringComparison.Ordinal);
        Assert.Contains("IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=198.51.100.7/32}]", up.Output, StringComparison.Ordinal);
        Assert.Contains("--instance-type t3.micro --subnet-id subnet-0a1", up.Output, StringComparison.Ordinal);
        Assert.Contains("# host-a:", up.Output, StringComparison.Ordinal);
        Assert.Contains("# host-b:", up.Output, StringComparison.Ordinal);
        Assert.Contains("ip link add vxlan0 type vxlan id 10", up.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", up.Output, StringComparison.Ordinal);
        Assert.Contains("The scripts read secrets from files in secrets/: redis.secret, dashboard.secret, chat-a.secret, chat-b.secret.",
            up.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(ec2.Server.Calls, c => c.Changes);
        Assert.Empty(Directory.EnumerateFiles(ec2.Home, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Options_for_AWS_are_refused_without_it()
    {
        await using var ec2 = await Ec2Fixture.StartAsync();

        await using var up = ec2.CliLocal("up", "--region", "eu-central-1");

        Assert.Equal(2, await up.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("--region applies to labs on AWS only.", up.Output, StringComparison.Ordinal);
    }
}
