namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The packages a host needs beyond its image, including the chapter's tools: brctl, arping, tcpdump.</summary>
internal static class HostPackages
{
    /// <summary>Names that Debian 12 and 13 and Ubuntu have in common.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "docker.io", "bridge-utils", "conntrack", "curl", "ethtool", "iproute2", "iptables", "iputils-arping", "iputils-ping", "jq",
        "nftables", "tcpdump",
    ];

    /// <summary>The shell lines that follow the installation.</summary>
    // From Debian 13 on, `docker` is in a package of its own, which docker.io only recommends.
    public static readonly IReadOnlyList<string> Commands =
    [
        "command -v docker || apt-get install -y docker-cli",
        "systemctl enable --now docker",
    ];
}
