using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Completes an instance as an endpoint describes it, so that other code can rely on its id, state, tags and token.</summary>
internal static class InstanceFields
{
    private const string Action = "DescribeInstances";

    /// <summary>Reads the token from the tag, or the host's name from the token, if the endpoint omits one of them.</summary>
    /// <exception cref="Network.Execution.UserErrorException">A field is missing that nothing else tells.</exception>
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

    /// <summary>Completes the instance that a launch returned with what was requested.</summary>
    /// <exception cref="Network.Execution.UserErrorException">The answer does not name the instance.</exception>
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
