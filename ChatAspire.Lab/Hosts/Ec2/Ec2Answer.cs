using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Reads fields that a lab cannot do without. Every field of an EC2 answer is optional, and endpoints other than AWS's leave some out.
/// </summary>
internal static class Ec2Answer
{
    /// <param name="action">The action that was called: <c>DescribeInstances</c>.</param>
    /// <param name="field">The field's name in EC2's API reference.</param>
    /// <exception cref="UserErrorException">The answer does not have the field.</exception>
    public static T Need<T>(T? value, string action, string field)
        where T : class => value ?? throw new UserErrorException(
            $"AWS: the answer to {action} has no {field}.",
            "The endpoint leaves out a field of EC2's API that a lab needs: use another --endpoint-url, or AWS's own.");
}
