using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Determines an instance's age, the end of its time to live, and its cost.</summary>
internal static class InstanceAge
{
    /// <summary>
    /// Formats the age, the remaining time and the cost: "up for 2 h 5 min, ends itself in 5 h 54 min, about $0.03 so far (…)".
    /// </summary>
    /// <param name="gigabytes">The size of the instance's volume, in GB.</param>
    public static string Describe(Instance instance, int gigabytes, DateTimeOffset now)
    {
        if (Bill(instance, gigabytes) is not { } bill)
        {
            return "its age is not known";
        }

        var ends = Ends(instance) is { } at ? $"ends itself in {HostBill.Span(at - now)}" : "does not end by itself";
        return $"up for {bill.Age(now)}, {ends}, {bill.Cost(now)}";
    }

    /// <summary>
    /// Returns the launch time of an instance, and the hourly price of instance, address and volume; null if the endpoint omits the time.
    /// </summary>
    /// <param name="gigabytes">The size of the instance's volume, in GB.</param>
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
    /// Returns the time at which an instance terminates itself, from its tags; null for never or not known. Without a deadline in a tag,
    /// the time to live is counted from the launch; the instance itself counts from its first boot, a few seconds later.
    /// </summary>
    public static DateTimeOffset? Ends(Instance instance) =>
        instance.Tags.Read(LabTags.Ends) is { } set
            ? DateTimeOffset.TryParse(set, CultureInfo.InvariantCulture, out var at) ? at : null
            : int.TryParse(instance.Tags.Read(LabTags.TimeToLive), CultureInfo.InvariantCulture, out var seconds)
                ? Launched(instance) + TimeSpan.FromSeconds(seconds)
                : null;

    /// <summary>Returns the time of an instance's launch; null if the endpoint omits it.</summary>
    public static DateTimeOffset? Launched(Instance instance) =>
        instance.LaunchTime is { } at ? new DateTimeOffset(at.ToUniversalTime()) : null;

    /// <summary>Returns true for a spot instance.</summary>
    public static bool IsSpot(Instance instance) => instance.InstanceLifecycle == InstanceLifecycleType.Spot;
}
