using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Checks that answers of the EC2 API contain the fields that a lab requires. The SDK declares every field as optional, and endpoints
/// other than AWS's omit some.
/// </summary>
internal static class Ec2Answer
{
    /// <summary>Returns the value unless it is null.</summary>
    /// <param name="action">The API action that was called: <c>DescribeInstances</c>.</param>
    /// <param name="field">The field's name in EC2's API reference: <c>instanceId</c>.</param>
    /// <exception cref="UserErrorException">The value is null: the endpoint omitted the field.</exception>
    public static T Need<T>(T? value, string action, string field)
        where T : class => value ?? throw new UserErrorException(
            $"AWS: the answer to {action} has no {field}.",
            "The endpoint leaves out a field of EC2's API that a lab needs: use another --endpoint-url, or AWS's own.");
}
