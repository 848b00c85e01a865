namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The packages that a host needs in addition to its image, including the chapter's tools: brctl, arping, tcpdump.</summary>
internal static class HostPackages
{
    /// <summary>The names of the packages, which are the same in Debian 12, Debian 13 and Ubuntu.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "docker.io", "bridge-utils", "conntrack", "curl", "ethtool", "iproute2", "iptables", "iputils-arping", "iputils-ping", "jq",
        "nftables", "tcpdump",
    ];

    /// <summary>The shell commands to run after the installation.</summary>
    // Since Debian 13, the docker command is in the package docker-cli, which docker.io only recommends.
    public static readonly IReadOnlyList<string> Commands =
    [
        "command -v docker || apt-get install -y docker-cli",
        "systemctl enable --now docker",
    ];
}
