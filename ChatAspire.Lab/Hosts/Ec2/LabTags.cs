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

    /// <summary>The client token of an instance's launch, for endpoints that do not return it.</summary>
    public const string Launch = "chatlab:launch";

    /// <summary>The seconds from an instance's first boot until it terminates itself; absent if never.</summary>
    public const string TimeToLive = "chatlab:ttl";

    /// <summary>
    /// The time at which an instance terminates itself, in ISO 8601 UTC, or <c>never</c>. Set by <c>chatlab ttl</c>, and then takes the
    /// place of <see cref="TimeToLive"/>.
    /// </summary>
    public const string Ends = "chatlab:ends";

    /// <summary>The value of <see cref="Ends"/> for no deadline.</summary>
    public const string Never = "never";

    /// <summary>The user and the machine that created the resource.</summary>
    public const string By = "chatlab:by";

    private const string Name = "Name";

    /// <summary>The value of <see cref="By"/>.</summary>
    public static string Creator { get; } = $"{Environment.UserName}@{Environment.MachineName}";

    public static Filter Of(string lab) => new($"tag:{Lab}", [lab]);

    /// <summary>True for a tag that the lab sets itself.</summary>
    public static bool IsReserved(string key) =>
        key is Lab or Name || key.StartsWith($"{Lab}:", StringComparison.Ordinal);

    public static string? Read(this IEnumerable<Tag>? tags, string key) => tags?.FirstOrDefault(t => t.Key == key)?.Value;

    /// <summary>Reads the end of a time to live; null for none.</summary>
    public static DateTimeOffset? ReadEnds(IEnumerable<Tag>? tags) =>
        DateTimeOffset.TryParse(tags.Read(Ends), CultureInfo.InvariantCulture, out var at) ? at : null;

    /// <summary>Builds the tags of a new resource.</summary>
    /// <param name="name">The name that the AWS console shows.</param>
    /// <param name="ends">The end of the lab's time to live; null for none.</param>
    /// <param name="own">The user's tags.</param>
    public static List<Tag> For(string lab, string name, DateTimeOffset? ends, IReadOnlyDictionary<string, string> own) =>
    [
        new(Lab, lab), new(Name, name), new(By, Creator),
        .. ends is { } at ? new[] { new Tag(Ends, Format(at)) } : [],
        .. own.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new Tag(t.Key, t.Value)),
    ];

    public static List<TagSpecification> Specify(IReadOnlyList<Tag> tags, params IEnumerable<string> resourceTypes) =>
        [.. resourceTypes.Select(type => new TagSpecification { ResourceType = type, Tags = [.. tags] })];

    /// <summary>Formats specifications as the AWS CLI takes them: <c>ResourceType=instance,Tags=[{Key=…,Value=…}]</c>.</summary>
    public static IReadOnlyList<string> ToArguments(IEnumerable<TagSpecification> specifications) =>
    [
        "--tag-specifications",
        .. specifications.Select(s =>
            $"ResourceType={s.ResourceType},Tags=[{string.Join(',', s.Tags.Select(t => $"{{Key={t.Key},Value={t.Value}}}"))}]"),
    ];

    /// <summary>Builds the tag with an instance's time to live.</summary>
    public static Tag Of(TimeSpan timeToLive) =>
        new(TimeToLive, timeToLive.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));

    /// <summary>Formats a deadline as the value of <see cref="Ends"/>; null for never.</summary>
    public static string Format(DateTimeOffset? ends) =>
        ends?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? Never;
}
