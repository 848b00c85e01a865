using Amazon.EC2;
using Amazon.Runtime;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Translates AWS errors into messages with a hint for the user.</summary>
internal static class Ec2Errors
{
    public const string NameTaken = "Delete it in the AWS console, or choose another \"name\" in lab.json.";

    private const string Again = "Run the same command again in a minute; https://health.aws.amazon.com shows AWS outages.";

    /// <summary>Returns the exception to throw for <paramref name="e"/>; returns a <see cref="UserErrorException"/> as is.</summary>
    /// <param name="action">The API action: <c>RunInstances</c>.</param>
    public static UserErrorException Explain(Exception e, string action) => e switch
    {
        UserErrorException known => known,
        AmazonEC2Exception refused => Refused(refused, action),
        AmazonServiceException { InnerException: HttpRequestException } or HttpRequestException => new(
            $"AWS cannot be reached: {Innermost(e)}", "Check the network, a proxy, and --region or --endpoint-url.", e),
        AmazonUnmarshallingException => new(
            $"AWS: the answer to {action} is not one of EC2's API: {Innermost(e)}", "Is --endpoint-url that of an EC2 API?", e),
        AmazonClientException => new(
            $"AWS: no usable credentials were found ({Innermost(e)})",
            "Run `aws configure` or `aws sso login`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. "
            + "Or check --profile.",
            e),
        _ => new($"AWS: {action} failed: {e.Message}", Again, e),
    };

    /// <summary>Runs an API call that is not part of a step, and translates its errors.</summary>
    /// <param name="action">The API action for the error message: <c>DescribeInstances</c>.</param>
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

    /// <summary>Returns true if EC2 does not know the resource: it is not visible yet, was deleted, or never existed.</summary>
    public static bool IsNotFound(this AmazonEC2Exception e) => e.ErrorCode?.EndsWith(".NotFound", StringComparison.Ordinal) == true;

    /// <summary>Returns true if a resource with the same name or content exists already.</summary>
    public static bool IsDuplicate(this AmazonEC2Exception e) => e.ErrorCode?.EndsWith(".Duplicate", StringComparison.Ordinal) == true;

    /// <summary>Returns true if an id identifies no resource: EC2 does not know the id, or the id is malformed.</summary>
    public static bool NamesNothing(this AmazonEC2Exception e) =>
        e.IsNotFound() || e.ErrorCode?.EndsWith(".Malformed", StringComparison.Ordinal) == true;

    /// <summary>Returns true if the endpoint does not implement the call.</summary>
    public static bool IsUnsupportedCall(this AmazonEC2Exception e) =>
        e.ErrorCode is "InvalidAction" or "UnsupportedOperation" or "NotImplemented" or "InternalFailure" or "501";

    private static UserErrorException Refused(AmazonEC2Exception e, string action)
    {
        var (message, hint) = e.ErrorCode switch
        {
            "UnauthorizedOperation" or "AccessDenied" or "AccessDeniedException" => Ec2Denial.Explain(e.Message, action),
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
            "Blocked" => (
                $"AWS has blocked the account: {e.Message}",
                "Open a case at https://console.aws.amazon.com/support; AWS has usually written to the account's owner."),
            "RequestLimitExceeded" or "Throttling" or "Throttled" => (
                $"AWS throttles the account: {action} was still refused after several retries.",
                "Run the same command again in a minute."),
            "InternalError" or "InternalFailure" or "Unavailable" or "ServiceUnavailable" => (
                $"{action} still failed after several retries ({e.ErrorCode}): {e.Message}", Again),
            "InvalidKeyPair.Duplicate" => (
                "a key pair of this name exists already, and DescribeKeyPairs does not list it as one of this lab.", NameTaken),
            "InvalidGroup.Duplicate" => (
                "a security group of this name exists already, and DescribeSecurityGroups does not list it as one of this lab.", NameTaken),
            "DependencyViolation" => (
                $"something that DescribeInstances does not list still uses it: {e.Message}",
                "Look for its network interfaces in the AWS console (EC2, Network Interfaces), and remove what they belong to."),
            _ => Capacity(e) ?? Parameter(e, action),
        };
        return new UserErrorException($"AWS: {message}", hint, e);
    }

    /// <summary>Explains errors about limits of the account, a zone or a subnet; null for other errors.</summary>
    private static (string, string)? Capacity(AmazonEC2Exception e) => e.ErrorCode switch
    {
        "VcpuLimitExceeded" or "InstanceLimitExceeded" => (
            $"the account's quota does not allow the instances: {e.Message}",
            "End other instances, choose a smaller --instance-type, or ask for more at Service Quotas: "
            + "\"Running On-Demand Standard instances\" (L-1216C47A)."),
        "MaxSpotInstanceCountExceeded" => (
            $"the account's quota does not allow the spot instances: {e.Message}",
            "Omit --spot, or ask for more at Service Quotas: \"All Standard Spot Instance Requests\" (L-34B43A08)."),
        "SecurityGroupLimitExceeded" or "RulesPerSecurityGroupLimitExceeded" => (
            $"the account's quota of security groups is used up: {e.Message}",
            "Delete groups that nobody uses, or ask for more at Service Quotas."),
        "InsufficientInstanceCapacity" or "SpotMaxPriceTooLow" => (
            $"AWS has no capacity for the instance: {e.Message}", "Choose another zone (--subnet) or --instance-type, or try again later."),
        "InsufficientFreeAddressesInSubnet" => (
            $"the subnet has no free address left: {e.Message}", "Choose another --subnet, or end instances that nobody uses there."),
        "AddressLimitExceeded" or "InsufficientAddressCapacity" => (
            $"no public address is left: {e.Message}", "Ask for more at Service Quotas, or use --address private from inside the VPC."),
        _ => null,
    };

    /// <summary>Explains errors about parameters; for any other error, returns EC2's own text.</summary>
    private static (string, string) Parameter(AmazonEC2Exception e, string action) => e.ErrorCode switch
    {
        "Unsupported" => (e.Message, "Choose another --instance-type, or a --subnet in another zone."),
        "MissingParameter" when e.Message.Contains("snapshotId", StringComparison.OrdinalIgnoreCase) => (
            $"the endpoint requires a disk size, and the image has none: {e.Message}", "Set it: --disk 8."),
        "InvalidBlockDeviceMapping" => (
            $"the disk is refused: {e.Message}", "Choose a larger --disk, or omit it for the image's own size."),
        _ => (
            $"{action} was refused: {e.ErrorCode}: {e.Message}",
            "The EC2 API reference explains the code under \"Error codes\"; options that name other resources may help."),
    };

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e.Message;
    }
}
