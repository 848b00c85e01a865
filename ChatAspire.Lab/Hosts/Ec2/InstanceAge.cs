using System.Globalization;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Describes an instance's age, remaining time and cost for <c>status</c>.</summary>
internal static class InstanceAge
{
    public static string Describe(Instance instance, DateTimeOffset now)
    {
        if (Launched(instance) is not { } launched)
        {
            return "its age is not known";
        }

        var age = now - launched;
        var ends = Ends(instance);
        return $"up for {Span(age)}, {(ends is null ? "does not end by itself" : $"ends itself in {Span(ends.Value - now)}")}, "
            + Ec2Prices.Describe(TypeOf(instance), instance.PublicIpAddress is not null, age);
    }

    /// <summary>
    /// The time at which an instance terminates itself, by AWS's clock; null for never or not known. The instance counts from its first
    /// boot, a few seconds after its launch.
    /// </summary>
    public static DateTimeOffset? Ends(Instance instance) =>
        instance.Tags.Read(LabTags.Ends) is { } set
            ? DateTimeOffset.TryParse(set, CultureInfo.InvariantCulture, out var at) ? at : null
            : int.TryParse(instance.Tags.Read(LabTags.TimeToLive), CultureInfo.InvariantCulture, out var seconds)
                ? Launched(instance) + TimeSpan.FromSeconds(seconds)
                : null;

    /// <summary>The time of an instance's launch; null if the endpoint does not tell.</summary>
    public static DateTimeOffset? Launched(Instance instance) =>
        instance.LaunchTime is { } at ? new DateTimeOffset(at.ToUniversalTime()) : null;

    /// <summary>Estimates the cost of an instance so far, in US dollars; null if its age or price is not known.</summary>
    public static decimal? Cost(Instance instance, DateTimeOffset now) =>
        now - Launched(instance) is { } age ? Ec2Prices.Estimate(TypeOf(instance), instance.PublicIpAddress is not null, age) : null;

    /// <summary>Formats a time span: <c>7 h 59 min</c>.</summary>
    public static string Span(TimeSpan span) => span < TimeSpan.FromMinutes(1) ? "less than a minute"
        : span < TimeSpan.FromHours(1) ? $"{span.Minutes} min"
        : $"{(int)span.TotalHours} h {span.Minutes} min";

    private static string TypeOf(Instance instance) => instance.InstanceType?.Value ?? "an unknown type";
}
