using Amazon.EC2.Model;
using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>An ingress rule of the lab's security group.</summary>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>icmp</c>; <c>-1</c> for all protocols, which the lab itself never uses.</param>
/// <param name="FromPort">The first port; for ICMP -1, which allows every type.</param>
/// <param name="ToPort">The last port; for ICMP -1.</param>
/// <param name="Source">A CIDR, or the id of a group, which allows its members only.</param>
internal sealed record IngressRule(string Protocol, int FromPort, int ToPort, string Source)
{
    /// <summary>The TCP port on which hosts may reach each other, because lesson 3-4 publishes a container on it.</summary>
    public const int NeighboursPort = 5080;

    private IngressRule(string protocol, int port, string source)
        : this(protocol, port, port, source)
    {
    }

    /// <summary>
    /// Returns the lab's rules: SSH and the chat from the allowed sources; VXLAN, ping and <see cref="NeighboursPort"/> between the hosts.
    /// </summary>
    /// <param name="groupId">The id of the lab's security group, or a placeholder for it.</param>
    public static IReadOnlyList<IngressRule> For(LabSpec spec, AllowedSources allow, string groupId) =>
    [
        new("tcp", 22, allow.Ssh),
        .. spec.Chat.Select(c => c.Publish).Distinct().Select(port => new IngressRule("tcp", port, allow.Chat)),
        new("udp", spec.Overlay.Port, groupId),
        new("tcp", NeighboursPort, groupId),
        new("icmp", -1, groupId),
    ];

    /// <summary>
    /// Returns a group's current rules, one for each source. EC2 merges sources with the same ports into one permission.
    /// </summary>
    public static IReadOnlyList<IngressRule> Of(SecurityGroup group) =>
    [
        .. from permission in @group.IpPermissions ?? []
           let sources = (permission.Ipv4Ranges ?? []).Select(r => r.CidrIp)
               .Concat((permission.Ipv6Ranges ?? []).Select(r => r.CidrIpv6))
               .Concat((permission.UserIdGroupPairs ?? []).Select(g => g.GroupId))
           from source in sources
           where source is not null && IsTold(permission)
           select new IngressRule(permission.IpProtocol, permission.FromPort ?? -1, permission.ToPort ?? -1, source),
    ];

    /// <summary>Returns true if the endpoint's answer contains the protocol and, for TCP and UDP, the ports.</summary>
    private static bool IsTold(IpPermission permission) => permission.IpProtocol is not null
        && (permission.IpProtocol is not ("tcp" or "udp") || (permission.FromPort is not null && permission.ToPort is not null));

    public IpPermission ToPermission() => new()
    {
        IpProtocol = Protocol,
        FromPort = Protocol == "-1" ? null : FromPort,
        ToPort = Protocol == "-1" ? null : ToPort,
        Ipv4Ranges = Source.Contains('.', StringComparison.Ordinal) ? [new IpRange { CidrIp = Source }] : null,
        Ipv6Ranges = Source.Contains(':', StringComparison.Ordinal) ? [new Ipv6Range { CidrIpv6 = Source }] : null,
        UserIdGroupPairs = Source.StartsWith("sg-", StringComparison.Ordinal) ? [new UserIdGroupPair { GroupId = Source }] : null,
    };

    /// <summary>Formats the rule for <c>aws ec2 authorize-security-group-ingress --ip-permissions</c>.</summary>
    public string ToArgument() => !Source.Contains('/', StringComparison.Ordinal)
        ? $"IpProtocol={Protocol},FromPort={FromPort},ToPort={ToPort},UserIdGroupPairs=[{{GroupId={Source}}}]"
        : $"IpProtocol={Protocol},FromPort={FromPort},ToPort={ToPort},IpRanges=[{{CidrIp={Source}}}]";

    public override string ToString() => $"{(Protocol == "-1" ? "all" : Protocol)}"
        + $"{(FromPort < 0 ? "" : FromPort == ToPort ? $" {FromPort}" : $" {FromPort}-{ToPort}")} from {Source}";
}
