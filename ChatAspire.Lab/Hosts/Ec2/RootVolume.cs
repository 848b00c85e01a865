using System.Globalization;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// The root volume of a host. It is encrypted, and deleted with its instance, because a volume that remains keeps costing money.
/// </summary>
/// <param name="Device">The image's root device: <c>/dev/xvda</c>.</param>
/// <param name="Gigabytes">The size in GB; null if neither the user nor the image sets it, so that the endpoint chooses.</param>
internal sealed record RootVolume(string Device, int? Gigabytes)
{
    /// <summary>The size of the default image's root volume, in GB.</summary>
    public const int DefaultGigabytes = 8;

    /// <summary>The volume type: general purpose, the cheapest type on solid-state disks.</summary>
    public const string Type = "gp3";

    /// <param name="asked">The size in GB that the user set; null for the image's own size.</param>
    public static RootVolume Of(Image image, int? asked) => new(
        Ec2Answer.Need(image.RootDeviceName, "DescribeImages", "rootDeviceName"), asked ?? SizeOf(image));

    /// <summary>Returns the size of the image's own root volume, in GB; null if the endpoint omits it.</summary>
    public static int? SizeOf(Image image) =>
        image.BlockDeviceMappings?.Find(m => m.DeviceName == image.RootDeviceName)?.Ebs?.VolumeSize;

    public BlockDeviceMapping ToMapping() => new()
    {
        DeviceName = Device,
        Ebs = new() { DeleteOnTermination = true, Encrypted = true, VolumeType = Type, VolumeSize = Gigabytes },
    };

    /// <summary>Formats the mapping for <c>aws ec2 run-instances --block-device-mappings</c>.</summary>
    public string ToArgument() =>
        $"DeviceName={Device},Ebs={{DeleteOnTermination=true,Encrypted=true,VolumeType={Type}"
        + $"{(Gigabytes is { } size ? $",VolumeSize={size.ToString(CultureInfo.InvariantCulture)}" : "")}}}";
}
