using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The hosts' image: Debian, as published by the Debian project.</summary>
internal static class DebianImage
{
    /// <summary>
    /// The Debian project's account, https://wiki.debian.org/Cloud/AmazonEC2Image/Trixie. Anyone can publish an image under the same
    /// name, so the owner is checked too.
    /// </summary>
    public const string Owner = "136693071363";

    public const string Release = "13";

    // debian-13-amd64-20261012-2264; debian-13-backports-amd64-… has a newer kernel and is another image.
    private static readonly string[] Architectures = ["amd64", "arm64"];

    /// <summary>Requests images of every architecture, including old ones.</summary>
    public static DescribeImagesRequest Request => new()
    {
        Owners = [Owner],
        Filters = [new("name", [.. Architectures.Select(a => $"debian-{Release}-{a}-*")]), new("state", ["available"])],
    };

    public static Image? Newest(IEnumerable<Image> images, string architecture) =>
        images.Where(i => i.Architecture?.Value == architecture).MaxBy(i => i.CreationDate, StringComparer.Ordinal);
}
