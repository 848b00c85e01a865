namespace ChatAspire.Network.Hosts;

/// <summary>A program that a host needs.</summary>
/// <param name="Name">Its name on the PATH.</param>
/// <param name="Debian">Its package on Debian and Ubuntu.</param>
/// <param name="Fedora">Its package on Fedora and RHEL.</param>
/// <param name="Alpine">Its package on Alpine.</param>
internal sealed record HostTool(string Name, string Debian, string Fedora, string Alpine)
{
    private static readonly HostTool Ip = new("ip", "iproute2", "iproute", "iproute2");
    private static readonly HostTool Nsenter = new("nsenter", "util-linux", "util-linux", "util-linux-misc");

    /// <summary>The programs that an inspection needs on a host.</summary>
    public static readonly IReadOnlyList<HostTool> ForInspection = [Ip, Nsenter];

    /// <summary>The programs that a walk needs on a host.</summary>
    public static readonly IReadOnlyList<HostTool> ForWalk =
    [
        Ip, Nsenter,
        new("tcpdump", "tcpdump", "tcpdump", "tcpdump"),
        new("curl", "curl", "curl", "curl"),
        new("ping", "iputils-ping", "iputils", "iputils-ping"),
        new("nft", "nftables", "nftables", "nftables"),
        new("xtables-monitor", "iptables", "iptables-nft", "iptables"),
        new("ss", "iproute2", "iproute", "iproute2"),
        new("tc", "iproute2", "iproute-tc", "iproute2"),
        new("ps", "procps", "procps-ng", "procps"),
        new("stdbuf", "coreutils", "coreutils", "coreutils"),
        new("taskset", "util-linux", "util-linux", "util-linux-misc"),
        new("tar", "tar", "tar", "tar"),
    ];

    /// <summary>Returns the command that installs programs, or a sentence that asks the user to install them.</summary>
    /// <param name="manager"><c>apt-get</c>, <c>dnf</c> or <c>apk</c>; for any other value, the sentence is returned.</param>
    public static string Installation(IReadOnlyList<HostTool> tools, string manager) => manager switch
    {
        "apt-get" => $"apt-get install {Packages(tools, tool => tool.Debian)}",
        "dnf" => $"dnf install {Packages(tools, tool => tool.Fedora)}",
        "apk" => $"apk add {Packages(tools, tool => tool.Alpine)}",
        _ => $"Install the packages that contain them (on Debian: {Packages(tools, tool => tool.Debian)}).",
    };

    private static string Packages(IReadOnlyList<HostTool> tools, Func<HostTool, string> package) =>
        string.Join(' ', tools.Select(package).Distinct());
}
