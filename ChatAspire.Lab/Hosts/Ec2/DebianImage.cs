using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Finds the default image of the hosts: Debian, as published by the Debian project.</summary>
internal static class DebianImage
{
    /// <summary>
    /// The AWS account of the Debian project (https://wiki.debian.org/Cloud/AmazonEC2Image/Trixie). Anyone can publish an image under
    /// Debian's names, so the request filters by owner, too.
    /// </summary>
    public const string Owner = "136693071363";

    public const string Release = "13";

    // debian-13-amd64-20261012-2264. debian-13-backports-amd64-… has a newer kernel and must not match.
    private static readonly string[] Architectures = ["amd64", "arm64"];

    /// <summary>The request for the release's images, of every architecture and age.</summary>
    public static DescribeImagesRequest Request => new()
    {
        Owners = [Owner],
        Filters = [new("name", [.. Architectures.Select(a => $"debian-{Release}-{a}-*")]), new("state", ["available"])],
    };

    /// <param name="architecture">EC2's name of the architecture: <c>x86_64</c>.</param>
    /// <returns>The newest image; null if there is none for the architecture.</returns>
    public static Image? Newest(IEnumerable<Image> images, string architecture) =>
        images.Where(i => i.Architecture?.Value == architecture).MaxBy(i => i.CreationDate, StringComparer.Ordinal);
}
