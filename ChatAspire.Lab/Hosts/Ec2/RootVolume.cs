using System.Globalization;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The root volume of a host: encrypted, and deleted with its instance; one that outlives it keeps costing money.</summary>
/// <param name="Device">The image's root device: <c>/dev/xvda</c>.</param>
/// <param name="Gigabytes">The size; null if neither the user nor the image says it, which leaves it to the endpoint.</param>
internal sealed record RootVolume(string Device, int? Gigabytes)
{
    /// <summary>The size of the default image's volume, in GB.</summary>
    public const int DefaultGigabytes = 8;

    /// <summary>General purpose: the cheapest type with solid-state disks.</summary>
    public const string Type = "gp3";

    /// <param name="asked">The size that the user asked for; null for the image's own.</param>
    public static RootVolume Of(Image image, int? asked) => new(
        Ec2Answer.Need(image.RootDeviceName, "DescribeImages", "rootDeviceName"), asked ?? SizeOf(image));

    /// <summary>The size of the image's own root volume, in GB; null if the endpoint does not say it.</summary>
    public static int? SizeOf(Image image) =>
        image.BlockDeviceMappings?.Find(m => m.DeviceName == image.RootDeviceName)?.Ebs?.VolumeSize;

    public BlockDeviceMapping ToMapping() => new()
    {
        DeviceName = Device,
        Ebs = new() { DeleteOnTermination = true, Encrypted = true, VolumeType = Type, VolumeSize = Gigabytes },
    };

    /// <summary>Formats the mapping as <c>aws ec2 run-instances --block-device-mappings</c> takes it.</summary>
    public string ToArgument() =>
        $"DeviceName={Device},Ebs={{DeleteOnTermination=true,Encrypted=true,VolumeType={Type}"
        + $"{(Gigabytes is { } size ? $",VolumeSize={size.ToString(CultureInfo.InvariantCulture)}" : "")}}}";
}
