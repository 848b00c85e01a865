using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Completes the description of an instance if the endpoint omits fields, so that other code can rely on its id, state, tags and token.
/// </summary>
internal static class InstanceFields
{
    private const string Action = "DescribeInstances";

    /// <summary>
    /// Completes an instance that EC2 lists: the client token from the tag, and the tag with the host's name from the token.
    /// </summary>
    /// <exception cref="Network.Execution.UserErrorException">The id or the state is missing.</exception>
    public static Instance Complete(Instance instance, string lab)
    {
        Ec2Answer.Need(instance.InstanceId, Action, "instanceId");
        Ec2Answer.Need(instance.State?.Name, Action, "instanceState");
        instance.Tags = [.. (instance.Tags ?? []).Where(tag => tag.Key is not null && tag.Value is not null)];
        instance.ClientToken ??= instance.Tags.Read(LabTags.Launch);
        if (instance.Tags.Read(LabTags.Host) is null && HostIn(instance.ClientToken, lab) is { } host)
        {
            instance.Tags.Add(new Tag(LabTags.Host, host));
        }

        return instance;
    }

    /// <summary>Completes an instance that a launch returned, from the values in the request.</summary>
    /// <exception cref="Network.Execution.UserErrorException">The id is missing.</exception>
    public static Instance Launched(Instance instance, RunInstancesRequest request)
    {
        Ec2Answer.Need(instance.InstanceId, "RunInstances", "instanceId");
        instance.State ??= new InstanceState();
        instance.State.Name ??= Amazon.EC2.InstanceStateName.Pending;
        instance.ClientToken = request.ClientToken;
        instance.Tags = request.TagSpecifications.First(s => s.ResourceType == Amazon.EC2.ResourceType.Instance).Tags;
        return instance;
    }

    // chatlab-host-a-0123456789abcdef
    private static string? HostIn(string? token, string lab) =>
        token is not null && token.StartsWith($"{lab}-", StringComparison.Ordinal) && token.LastIndexOf('-') is var end && end > lab.Length
            ? token[(lab.Length + 1)..end]
            : null;
}
