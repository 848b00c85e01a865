using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Describes an instance's age, remaining time and cost.</summary>
internal static class InstanceAge
{
    /// <param name="gigabytes">The size of its volume.</param>
    public static string Describe(Instance instance, int gigabytes, DateTimeOffset now)
    {
        if (Bill(instance, gigabytes) is not { } bill)
        {
            return "its age is not known";
        }

        var ends = Ends(instance) is { } at ? $"ends itself in {HostBill.Span(at - now)}" : "does not end by itself";
        return $"up for {bill.Age(now)}, {ends}, {bill.Cost(now)}";
    }

    /// <summary>The age and price of an instance, its address and its volume; null if the endpoint does not tell the age.</summary>
    /// <param name="gigabytes">The size of its volume.</param>
    public static HostBill? Bill(Instance instance, int gigabytes)
    {
        var type = instance.InstanceType?.Value;
        return Launched(instance) is not { } launched ? null : new HostBill(
            launched,
            type ?? "an unknown type",
            Ec2Prices.InstancePerHour(type) + Ec2Prices.VolumePerHour(RootVolume.Type, gigabytes)
                + (instance.PublicIpAddress is null ? 0 : Ec2Prices.AddressPerHour),
            IsSpot(instance),
            Ec2Prices.AsOf);
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
}
