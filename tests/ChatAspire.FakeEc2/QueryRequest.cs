using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ChatAspire.FakeEc2;

/// <summary>A request of EC2's Query protocol: a flat form in which dots and numbers build structures and lists.</summary>
// Action=RunInstances&Version=2016-11-15&ImageId=ami-1&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=…
public sealed class QueryRequest(IReadOnlyDictionary<string, string> form, string prefix = "")
{
    public static async Task<QueryRequest> ReadAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        return new QueryRequest(form.ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal));
    }

    public IReadOnlyDictionary<string, string> Form => form;

    public string Action => this["Action"] ?? throw Ec2Exception.Missing("Action");

    public bool DryRun => this["DryRun"] == "true";

    public string? this[string name] => form.GetValueOrDefault(prefix + name);

    public string Required(string name) => this[name] is { Length: > 0 } value ? value : throw Ec2Exception.Missing(prefix + name);

    public int? Number(string name) => this[name] is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;

    /// <summary>A list of scalars: <c>InstanceId.1</c>, <c>InstanceId.2</c> …</summary>
    public IReadOnlyList<string> List(string name) => [.. Numbers(name).Select(n => form[$"{prefix}{name}.{n}"])];

    /// <summary>A list of structures: <c>Filter.1.Name</c>, <c>Filter.1.Value.1</c> …</summary>
    public IReadOnlyList<QueryRequest> Items(string name) =>
        [.. Numbers(name).Select(n => new QueryRequest(form, $"{prefix}{name}.{n}."))];

    /// <summary>The tags for new resources of one type.</summary>
    public Dictionary<string, string> Tags(string resourceType) => Items("TagSpecification")
        .Where(s => s["ResourceType"] == resourceType)
        .SelectMany(s => s.Items("Tag"))
        .ToDictionary(t => t.Required("Key"), t => t["Value"] ?? "", StringComparer.Ordinal);

    private IEnumerable<int> Numbers(string name)
    {
        var start = $"{prefix}{name}.";
        return form.Keys.Where(k => k.StartsWith(start, StringComparison.Ordinal))
            .Select(k => int.Parse(k[start.Length..].Split('.')[0], CultureInfo.InvariantCulture))
            .Distinct().Order();
    }
}
