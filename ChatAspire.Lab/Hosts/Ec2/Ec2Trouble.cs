using System.Text.RegularExpressions;
using Amazon.EC2;
using Amazon.Runtime;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Translates AWS errors into messages with a next step.</summary>
internal static partial class Ec2Errors
{
    public const string NameTaken = "Delete or rename it in the AWS console, or give the lab another \"name\" in lab.json.";

    /// <param name="action">The API call: <c>RunInstances</c>.</param>
    public static UserErrorException Explain(Exception e, string action) => e switch
    {
        UserErrorException known => known,
        AmazonEC2Exception refused => Refused(refused, action),
        AmazonServiceException { InnerException: HttpRequestException } or HttpRequestException => new(
            $"AWS cannot be reached: {Innermost(e)}", "Check the network, a proxy, and --region or --endpoint-url.", e),
        AmazonClientException => new(
            $"AWS: no usable credentials were found ({Innermost(e)})",
            "Run `aws configure` or `aws sso login`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. "
            + "Is --profile right?",
            e),
        _ => new($"AWS: {action} failed: {e.Message}", inner: e),
    };

    /// <summary>Runs an API call outside of a step and translates its errors.</summary>
    /// <exception cref="UserErrorException">The call failed.</exception>
    public static async Task AskAsync(string action, Func<Task> ask, CancellationToken cancellation)
    {
        try
        {
            await ask();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            throw Explain(e, action);
        }
    }

    /// <summary>Returns true if EC2 does not know the resource (yet, or any more).</summary>
    public static bool IsNotFound(this AmazonEC2Exception e) => e.ErrorCode.EndsWith(".NotFound", StringComparison.Ordinal);

    private static UserErrorException Refused(AmazonEC2Exception e, string action)
    {
        var (what, cure) = e.ErrorCode switch
        {
            "UnauthorizedOperation" => MissingPermission(e.Message, action),
            "AuthFailure" or "InvalidClientTokenId" or "SignatureDoesNotMatch" or "UnrecognizedClientException" => (
                "AWS does not accept the credentials.",
                "`aws sts get-caller-identity` shows whose they are. "
                + "A region that your account has not enabled answers like this too: try another --region."),
            "RequestExpired" or "ExpiredToken" or "ExpiredTokenException" => (
                "the AWS session has expired.",
                "Sign in again (`aws sso login`, or new session credentials). If it is fresh, check this machine's clock."),
            "OptInRequired" or "PendingVerification" => (
                $"the account may not use EC2 here yet: {e.Message}",
                "Enable the region or finish the account's verification in the AWS console."),
            "VcpuLimitExceeded" or "InstanceLimitExceeded" or "MaxSpotInstanceCountExceeded" => (
                $"the account's quota does not allow the instances: {e.Message}",
                "End other instances, choose a smaller --instance-type, or ask for more at Service Quotas: "
                + "\"Running On-Demand Standard instances\" (L-1216C47A)."),
            "SecurityGroupLimitExceeded" or "RulesPerSecurityGroupLimitExceeded" => (
                $"the account's quota of security groups is used up: {e.Message}",
                "Delete groups that nobody uses, or ask for more at Service Quotas."),
            "InsufficientInstanceCapacity" => (
                $"AWS has no room for the instance: {e.Message}", "Try another zone (--subnet), another --instance-type, or again later."),
            "RequestLimitExceeded" or "Throttling" or "Throttled" => (
                $"AWS throttles the account: {action} was refused again and again, with pauses in between.",
                "Run the same command again in a minute."),
            "InvalidKeyPair.Duplicate" => (
                "a key pair of this name exists already, and this lab did not make it.", NameTaken),
            "InvalidGroup.Duplicate" => (
                "a security group of this name exists already, and this lab did not make it.", NameTaken),
            "Unsupported" => (e.Message, "Choose another --instance-type, or a --subnet in another zone."),
            _ => ($"{action} was refused: {e.ErrorCode}: {e.Message}", (string?)null),
        };
        return new UserErrorException($"AWS: {what}", cure, e);
    }

    // … is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:eu-central-1:123456789012:instance/*
    // because no identity-based policy allows …
    private static (string, string) MissingPermission(string message, string action)
    {
        var named = Permission().Match(message);
        var permission = named.Success ? named.Groups["action"].Value : $"ec2:{action}";
        return (
            $"the permission {permission} is missing{(named.Success ? $" (on {named.Groups["resource"].Value})" : "")}.",
            "Ask for the policy in docs/iam-policy.json: it holds all that the lab needs, and no more.");
    }

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e.Message;
    }

    [GeneratedRegex(@"not authorized to perform: (?<action>[\w:]+) on resource: (?<resource>\S+)")]
    private static partial Regex Permission();
}
