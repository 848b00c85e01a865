namespace ChatAspire.FakeEc2;

/// <summary>The permissions a call needs: the action on each resource it uses, and CreateTags for new resources with tags.</summary>
/// <remarks>After the Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".</remarks>
internal sealed class Authorization(IamPolicy policy, QueryRequest request)
{
    /// <summary>Checks a call without resource-level permissions (Describe…).</summary>
    public void DemandAny() => policy.Demand($"ec2:{request.Action}", "*", Context());

    /// <summary>Checks the permission for a named resource, whether or not it exists.</summary>
    public void Demand(string arn, IReadOnlyDictionary<string, string>? resourceTags = null) =>
        policy.Demand($"ec2:{request.Action}", arn, Context(resourceTags, "ResourceTag"));

    /// <summary>Checks the permission for a resource that the call creates.</summary>
    public void DemandNew(string resourceType, string name = "*")
    {
        var tags = request.Tags(resourceType);
        var arn = Arn(resourceType, name);
        policy.Demand($"ec2:{request.Action}", arn, Context(tags, "RequestTag"));
        if (tags.Count == 0)
        {
            return;
        }
        var tagging = Context(tags, "RequestTag");
        tagging["ec2:CreateAction"] = request.Action;
        policy.Demand("ec2:CreateTags", arn, tagging);
    }

    public static string Arn(string resourceType, string name) => $"arn:aws:ec2:{Cloud.Region}:{Cloud.Account}:{resourceType}/{name}";

    private static Dictionary<string, string> Context(IReadOnlyDictionary<string, string>? tags = null, string kind = "")
    {
        var context = (tags ?? new Dictionary<string, string>())
            .ToDictionary(t => $"aws:{kind}/{t.Key}", t => t.Value, StringComparer.Ordinal);
        context["aws:RequestedRegion"] = Cloud.Region;
        return context;
    }
}
