using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Describes an instance's age, remaining time and cost for <c>status</c>.</summary>
internal static class InstanceAge
{
    /// <param name="gigabytes">The size of its volume.</param>
    public static string Describe(Instance instance, int gigabytes, DateTimeOffset now)
    {
        if (Launched(instance) is not { } launched)
        {
            return "its age is not known";
        }

        var age = now - launched;
        var ends = Ends(instance);
        return $"up for {Span(age)}, {(ends is null ? "does not end by itself" : $"ends itself in {Span(ends.Value - now)}")}, "
            + Cost(instance, gigabytes, age);
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

    /// <summary>True for a spot instance.</summary>
    public static bool IsSpot(Instance instance) => instance.InstanceLifecycle == InstanceLifecycleType.Spot;

    /// <summary>Formats a time span: <c>7 h 59 min</c>.</summary>
    public static string Span(TimeSpan span) => span < TimeSpan.FromMinutes(1) ? "less than a minute"
        : span < TimeSpan.FromHours(1) ? $"{span.Minutes} min"
        : $"{(int)span.TotalHours} h {span.Minutes} min";

    // "about $0.03 so far (us-east-1 list prices of …)"; `list` knows the spot prices.
    private static string Cost(Instance instance, int gigabytes, TimeSpan age) =>
        Ec2Prices.InstancePerHour(instance.InstanceType?.Value) + Ec2Prices.VolumePerHour(RootVolume.Type, gigabytes)
            + (instance.PublicIpAddress is null ? 0 : Ec2Prices.AddressPerHour) is { } perHour
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(IsSpot(instance) ? "at most" : "about")} ${perHour * (decimal)age.TotalHours:0.00} so far ({Ec2Prices.AsOf})")
            : $"no price for {instance.InstanceType?.Value ?? "an unknown type"} in the table";
}
