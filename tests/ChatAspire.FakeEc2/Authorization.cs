namespace ChatAspire.FakeEc2;

/// <summary>The permissions a call needs: the action on each resource it uses, and CreateTags for new resources with tags.</summary>
/// <param name="organization">The organization's policy, which can only deny; null for none.</param>
/// <remarks>After the Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".</remarks>
internal sealed class Authorization(IamPolicy policy, IamPolicy? organization, QueryRequest request)
{
    /// <summary>Checks a call without resource-level permissions (Describe…).</summary>
    public void DemandAny() => Demand($"ec2:{request.Action}", "*", Context());

    /// <summary>Checks the permission for a named resource, whether or not it exists.</summary>
    /// <param name="keys">Further condition keys of the resource: <c>ec2:Owner</c>.</param>
    public void Demand(
        string arn, IReadOnlyDictionary<string, string>? resourceTags = null, params ReadOnlySpan<(string Key, string? Value)> keys) =>
        Demand($"ec2:{request.Action}", arn, Context(resourceTags, "ResourceTag", keys));

    /// <summary>Checks the permission for a resource that the call creates.</summary>
    /// <param name="keys">Further condition keys of the resource: <c>ec2:InstanceType</c>.</param>
    public void DemandNew(string resourceType, string name = "*", params ReadOnlySpan<(string Key, string? Value)> keys)
    {
        var tags = request.Tags(resourceType);
        var arn = Arn(resourceType, name);
        Demand($"ec2:{request.Action}", arn, Context(tags, "RequestTag", keys));
        if (tags.Count > 0)
        {
            Demand("ec2:CreateTags", arn, Context(tags, "RequestTag", ("ec2:CreateAction", request.Action)));
        }
    }

    public static string Arn(string resourceType, string name) => $"arn:aws:ec2:{Cloud.Region}:{Cloud.Account}:{resourceType}/{name}";

    private void Demand(string action, string arn, Dictionary<string, string> context)
    {
        if (organization?.Denies(action, arn, context) == true)
        {
            throw Ec2Exception.Denied(action, arn, "a service control policy");
        }

        policy.Demand(action, arn, context);
    }

    private static Dictionary<string, string> Context(
        IReadOnlyDictionary<string, string>? tags = null, string kind = "", params ReadOnlySpan<(string Key, string? Value)> keys)
    {
        var context = (tags ?? new Dictionary<string, string>())
            .ToDictionary(t => $"aws:{kind}/{t.Key}", t => t.Value, StringComparer.Ordinal);
        context["aws:RequestedRegion"] = Cloud.Region;
        foreach (var (key, value) in keys)
        {
            if (value is not null)
            {
                context[key] = value;
            }
        }

        return context;
    }
}
