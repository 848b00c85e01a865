using System.Globalization;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// The tags on every resource of a lab, set by the call that creates it. A resource belongs to the lab exactly if it has
/// the lab's tag.
/// </summary>
internal static class LabTags
{
    /// <summary>The tag whose value is the lab's id.</summary>
    public const string Lab = "chatlab";

    public const string Host = "chatlab:host";

    /// <summary>The time at which an instance terminates itself, in ISO 8601 UTC; absent if never.</summary>
    public const string Ends = "chatlab:ends";

    public static Filter Of(string lab) => new($"tag:{Lab}", [lab]);

    public static string? Read(this IEnumerable<Tag>? tags, string key) => tags?.FirstOrDefault(t => t.Key == key)?.Value;

    public static List<TagSpecification> Specify(string lab, string name, params IEnumerable<string> resourceTypes) =>
        [.. resourceTypes.Select(type => new TagSpecification { ResourceType = type, Tags = [new Tag(Lab, lab), new Tag("Name", name)] })];

    public static List<TagSpecification> Specify(string lab, string host, DateTimeOffset? ends)
    {
        var specifications = Specify(lab, $"{lab} {host}", "instance", "volume", "network-interface");
        foreach (var specification in specifications)
        {
            specification.Tags.Add(new Tag(Host, host));
            if (ends is { } at)
            {
                specification.Tags.Add(new Tag(Ends, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
            }
        }
        return specifications;
    }
}
