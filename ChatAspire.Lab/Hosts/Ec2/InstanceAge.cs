using System.Globalization;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Describes an instance's age, remaining time and cost for <c>status</c>.</summary>
internal static class InstanceAge
{
    public static string Describe(Instance instance, DateTimeOffset now)
    {
        if (instance.LaunchTime is not { } launched)
        {
            return "its age is not known";
        }

        var age = now - new DateTimeOffset(launched.ToUniversalTime());
        var ends = DateTimeOffset.TryParse(instance.Tags.Read(LabTags.Ends), CultureInfo.InvariantCulture, out var at)
            ? at
            : (DateTimeOffset?)null;
        return $"up for {Span(age)}, {(ends is null ? "does not end by itself" : $"ends itself in {Span(ends.Value - now)}")}, "
            + Ec2Prices.Describe(instance.InstanceType?.Value ?? "an unknown type", instance.PublicIpAddress is not null, age);
    }

    private static string Span(TimeSpan span) => span < TimeSpan.FromMinutes(1) ? "less than a minute"
        : span < TimeSpan.FromHours(1) ? $"{span.Minutes} min"
        : $"{(int)span.TotalHours} h {span.Minutes} min";
}
