using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Checks the permissions for the calls of <c>up</c> and <c>down</c> with EC2's DryRun, which changes nothing. Those of <c>down</c> are
/// checked at the same time, so that no lab is created which the user could not remove.
/// </summary>
internal static class Ec2Permissions
{
    // Calls on resources that do not exist yet are checked with ids that never exist. docs/iam-policy.json allows these ids
    // explicitly, because a resource that does not exist has no tag to satisfy the policy's tag condition.
    public const string NoInstance = "i-00000000000000000";
    public const string NoGroup = "sg-00000000000000000";
    public const string NoKey = "chatlab-preflight";

    /// <summary>Adds a problem for each call that is not allowed.</summary>
    /// <param name="vpc">The VPC's id; null if it is not known.</param>
    /// <param name="launch">The launch, as a dry run; null skips its check, because the image or the subnet is not known.</param>
    public static async Task AskAsync(
        IAmazonEC2 ec2,
        string lab,
        string? vpc,
        RunInstancesRequest? launch,
        Ec2Options options,
        ProblemList problems,
        CancellationToken cancellation)
    {
        var key = SshKeyPair.Create(NoKey);
        IpPermission[] ssh = [new IngressRule("tcp", 22, 22, "192.0.2.1/32").ToPermission()];
        List<(string Action, Func<Task> Ask)> questions =
        [
            ("ImportKeyPair", () => ec2.ImportKeyPairAsync(
                Ec2Requests.ImportKey(lab, key.PublicKey, options, dryRun: true), cancellation)),
            ("CreateSecurityGroup", () => ec2.CreateSecurityGroupAsync(
                Ec2Requests.CreateGroup(lab, vpc, options, dryRun: true), cancellation)),
            ("AuthorizeSecurityGroupIngress", () => ec2.AuthorizeSecurityGroupIngressAsync(
                new() { GroupId = NoGroup, IpPermissions = [.. ssh], DryRun = true }, cancellation)),
            ("RevokeSecurityGroupIngress", () => ec2.RevokeSecurityGroupIngressAsync(
                new() { GroupId = NoGroup, IpPermissions = [.. ssh], DryRun = true }, cancellation)),
            ("TerminateInstances", () => ec2.TerminateInstancesAsync(
                new() { InstanceIds = [NoInstance], DryRun = true }, cancellation)),
            ("DeleteSecurityGroup", () => ec2.DeleteSecurityGroupAsync(new() { GroupId = NoGroup, DryRun = true }, cancellation)),
            ("DeleteKeyPair", () => ec2.DeleteKeyPairAsync(new() { KeyName = NoKey, DryRun = true }, cancellation)),
            ("ModifyInstanceMetadataOptions", () => ec2.ModifyInstanceMetadataOptionsAsync(
                Ec2Requests.MetadataOff(NoInstance, dryRun: true), cancellation)),
            ("DescribeInstanceStatus", () => ec2.DescribeInstanceStatusAsync(new() { DryRun = true }, cancellation)),
            ("GetConsoleOutput", () => ec2.GetConsoleOutputAsync(new() { InstanceId = NoInstance, DryRun = true }, cancellation)),
        ];
        if (launch is not null)
        {
            questions.Add(("RunInstances", () => ec2.RunInstancesAsync(launch, cancellation)));
        }

        await Task.WhenAll(questions.Select(q => problems.TryAsync<object>(q.Action, async () =>
        {
            try
            {
                await q.Ask();
            }
            catch (AmazonEC2Exception e) when (e.ErrorCode == "DryRunOperation" || e.IsNotFound() || e.IsDuplicate())
            {
                // The call is allowed: DryRunOperation says so, and EC2 returns the other codes only to authorized callers.
            }
            return null;
        }, cancellation)));
    }
}
