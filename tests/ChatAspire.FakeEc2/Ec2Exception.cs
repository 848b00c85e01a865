namespace ChatAspire.FakeEc2;

/// <summary>An error response of EC2.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">The error code, as in the EC2 API reference, "Error codes for the Amazon EC2 API".</param>
public sealed class Ec2Exception(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static Ec2Exception DryRun() => new(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");

    public static Ec2Exception Unauthorized(string action, string resource) => new(403, "UnauthorizedOperation",
        $"You are not authorized to perform this operation. User: {IamPolicy.Caller} is not authorized to perform: {action} " +
        $"on resource: {resource} because no identity-based policy allows the {action} action. " +
        "Encoded authorization failure message: 5dJ0nT2vK8");

    /// <param name="kind">The kind of the policy that denies: <c>a service control policy</c>.</param>
    public static Ec2Exception Denied(string action, string resource, string kind) => new(403, "UnauthorizedOperation",
        $"You are not authorized to perform this operation. User: {IamPolicy.Caller} is not authorized to perform: {action} " +
        $"on resource: {resource} with an explicit deny in {kind}. Encoded authorization failure message: 5dJ0nT2vK8");

    public static Ec2Exception AuthFailure() => new(401, "AuthFailure", "AWS was not able to validate the provided access credentials");

    public static Ec2Exception RequestExpired() => new(400, "RequestExpired", "Request has expired.");

    public static Ec2Exception Throttled() => new(503, "RequestLimitExceeded", "Request limit exceeded.");

    public static Ec2Exception NoCapacity(string type, string zone, IEnumerable<string> otherZones) =>
        new(500, "InsufficientInstanceCapacity",
        $"We currently do not have sufficient {type} capacity in the Availability Zone you requested ({zone}). " +
        "Our system will be working on provisioning additional capacity. You can currently get " +
        $"{type} capacity by not specifying an Availability Zone in your request or choosing {string.Join(", ", otherZones)}.");

    public static Ec2Exception VcpuLimit(int limit) => new(400, "VcpuLimitExceeded",
        $"You have requested more vCPU capacity than your current vCPU limit of {limit} allows for the instance bucket that the " +
        "specified instance type belongs to. Please visit " +
        "http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.");

    public static Ec2Exception Invalid(string code, string message) => new(400, code, message);

    public static Ec2Exception Missing(string parameter) =>
        Invalid("MissingParameter", $"The request must contain the parameter {parameter}");

    public static Ec2Exception InstanceNotFound(string id) =>
        Invalid("InvalidInstanceID.NotFound", $"The instance ID '{id}' does not exist");

    public static Ec2Exception GroupNotFound(string id) =>
        Invalid("InvalidGroup.NotFound", $"The security group '{id}' does not exist");
}
