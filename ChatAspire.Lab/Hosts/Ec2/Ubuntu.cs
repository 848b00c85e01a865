using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The hosts' image: Ubuntu LTS as published by Canonical.</summary>
internal static class Ubuntu
{
    /// <summary>
    /// Canonical's account, https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/. Anyone can publish
    /// an image under the same name, so the owner is checked too.
    /// </summary>
    public const string Canonical = "099720109477";

    public const string Series = "noble-24.04";

    /// <summary>Packages a host needs beyond plain Ubuntu, including the chapter's tools: brctl, arping, tcpdump.</summary>
    public static readonly IReadOnlyList<string> Packages =
    [
        "docker.io", "bridge-utils", "conntrack", "curl", "ethtool", "iproute2", "iptables", "iputils-arping", "iputils-ping", "jq",
        "nftables", "tcpdump",
    ];

    /// <summary>Requests images of every architecture, including old ones.</summary>
    // ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261012
    public static DescribeImagesRequest Request => new()
    {
        Owners = [Canonical],
        Filters = [new("name", [$"ubuntu/images/hvm-ssd*/ubuntu-{Series}-*-server-*"]), new("state", ["available"])],
    };

    public static Image? Newest(IEnumerable<Image> images, string architecture) =>
        images.Where(i => i.Architecture?.Value == architecture).MaxBy(i => i.CreationDate, StringComparer.Ordinal);
}
