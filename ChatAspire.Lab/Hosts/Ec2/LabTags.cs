using System.Globalization;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// The tags of a lab's resources, which the calls that create the resources set. A resource belongs to a lab if and only if it has the
/// lab's tag, <c>chatlab=NAME</c>.
/// </summary>
internal static class LabTags
{
    /// <summary>The tag whose value is the lab's name.</summary>
    public const string Lab = "chatlab";

    /// <summary>The tag whose value is the host's name in lab.json.</summary>
    public const string Host = "chatlab:host";

    /// <summary>The tag whose value is the client token of the instance's launch, for endpoints that do not return the token.</summary>
    public const string Launch = "chatlab:launch";

    /// <summary>The tag whose value is the seconds from an instance's first boot until it terminates itself; absent for never.</summary>
    public const string TimeToLive = "chatlab:ttl";

    /// <summary>
    /// The tag whose value is the end of the time to live, in ISO 8601 UTC, or <c>never</c>. On an instance, only <c>chatlab ttl</c> sets
    /// this tag, which then overrides <see cref="TimeToLive"/>.
    /// </summary>
    public const string Ends = "chatlab:ends";

    /// <summary>The value of <see cref="Ends"/> for no deadline.</summary>
    public const string Never = "never";

    /// <summary>The tag whose value is the user and machine that created the resource.</summary>
    public const string By = "chatlab:by";

    private const string Name = "Name";

    /// <summary>The value of <see cref="By"/> for this user: <c>USER@MACHINE</c>.</summary>
    public static string Creator { get; } = $"{Environment.UserName}@{Environment.MachineName}";

    /// <summary>Returns the filter for the resources of a lab.</summary>
    public static Filter Of(string lab) => new($"tag:{Lab}", [lab]);

    /// <summary>Returns true for a key that only chatlab may set.</summary>
    public static bool IsReserved(string key) =>
        key is Lab or Name || key.StartsWith($"{Lab}:", StringComparison.Ordinal);

    public static string? Read(this IEnumerable<Tag>? tags, string key) => tags?.FirstOrDefault(t => t.Key == key)?.Value;

    /// <summary>Reads the value of <see cref="Ends"/>; null for <c>never</c> or without the tag.</summary>
    public static DateTimeOffset? ReadEnds(IEnumerable<Tag>? tags) =>
        DateTimeOffset.TryParse(tags.Read(Ends), CultureInfo.InvariantCulture, out var at) ? at : null;

    /// <summary>Builds the tags of a new resource.</summary>
    /// <param name="name">The value of the tag <c>Name</c>, which the AWS console shows.</param>
    /// <param name="ends">The end of the lab's time to live; null for no tag.</param>
    /// <param name="own">The user's tags.</param>
    public static List<Tag> For(string lab, string name, DateTimeOffset? ends, IReadOnlyDictionary<string, string> own) =>
    [
        new(Lab, lab), new(Name, name), new(By, Creator),
        .. ends is { } at ? new[] { new Tag(Ends, Format(at)) } : [],
        .. own.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new Tag(t.Key, t.Value)),
    ];

    public static List<TagSpecification> Specify(IReadOnlyList<Tag> tags, params IEnumerable<string> resourceTypes) =>
        [.. resourceTypes.Select(type => new TagSpecification { ResourceType = type, Tags = [.. tags] })];

    /// <summary>Formats specifications as options of the AWS CLI: <c>ResourceType=instance,Tags=[{Key=…,Value=…}]</c>.</summary>
    public static IReadOnlyList<string> ToArguments(IEnumerable<TagSpecification> specifications) =>
    [
        "--tag-specifications",
        .. specifications.Select(s =>
            $"ResourceType={s.ResourceType},Tags=[{string.Join(',', s.Tags.Select(t => $"{{Key={t.Key},Value={t.Value}}}"))}]"),
    ];

    /// <summary>Builds the tag with an instance's time to live.</summary>
    public static Tag Of(TimeSpan timeToLive) =>
        new(TimeToLive, timeToLive.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));

    /// <summary>Formats a deadline, null for never, as the value of <see cref="Ends"/>.</summary>
    public static string Format(DateTimeOffset? ends) =>
        ends?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? Never;
}
