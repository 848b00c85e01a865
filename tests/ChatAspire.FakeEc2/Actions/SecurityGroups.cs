using System.Xml.Linq;
using static ChatAspire.FakeEc2.Ec2Xml;

namespace ChatAspire.FakeEc2.Actions;

internal static class SecurityGroups
{
    public static IEnumerable<XElement?> CreateSecurityGroup(Turn turn)
    {
        var (name, vpc) = (turn.Request.Required("GroupName"), turn.Request["VpcId"] ?? turn.Cloud.Vpcs.First(v => v.IsDefault).Id);
        turn.Authorization.DemandNew("security-group");
        turn.Authorization.Demand(Authorization.Arn("vpc", vpc));
        if (turn.Cloud.Vpcs.All(v => v.Id != vpc))
        {
            throw Ec2Exception.Invalid("InvalidVpcID.NotFound", $"The vpc ID '{vpc}' does not exist");
        }
        if (turn.Cloud.Groups.Any(g => g.Name == name && g.VpcId == vpc))
        {
            throw Ec2Exception.Invalid("InvalidGroup.Duplicate", $"The security group '{name}' already exists for VPC '{vpc}'");
        }
        turn.StopIfDryRun();
        var group = new SecurityGroup(turn.Cloud.NewId("sg"), name, turn.Request.Required("GroupDescription"), vpc, turn.Now,
            turn.Request.Tags("security-group"));
        turn.Cloud.Groups.Add(group);
        return [E("return", true), E("groupId", group.Id), Tags(group.Tags)];
    }

    public static IEnumerable<XElement?> DescribeSecurityGroups(Turn turn)
    {
        Network.Look(turn);
        var ids = turn.Request.List("GroupId");
        foreach (var id in ids)
        {
            Visible(turn, id);
        }
        var (page, next) = Network.Named(turn.Cloud.Groups.Where(g => turn.Cloud.Visible(g.Created)), ids, g => g.Id)
            .Matching(turn.Request, (g, filter) => filter switch
            {
                "group-name" => [g.Name],
                "group-id" => [g.Id],
                "vpc-id" => [g.VpcId],
                _ => Filters.OfTags(g.Tags, filter),
            })
            .Page(turn.Request, turn.Cloud.PageSize);
        return
        [
            Set("securityGroupInfo", page, g =>
            [
                E("ownerId", Cloud.Account), E("groupId", g.Id), E("groupName", g.Name), E("groupDescription", g.Description),
                E("vpcId", g.VpcId),
                Set("ipPermissions", Permissions(g.Rules), p => p),
                Set("ipPermissionsEgress", Permissions([new("-1", -1, -1, "0.0.0.0/0")]), p => p),
                Tags(g.Tags),
            ]),
            next,
        ];
    }

    public static IEnumerable<XElement?> AuthorizeSecurityGroupIngress(Turn turn)
    {
        var group = Named(turn);
        var rules = Rules(turn).ToList();
        if (rules.Find(group.Rules.Contains) is { } twice)
        {
            throw Ec2Exception.Invalid("InvalidPermission.Duplicate",
                $"the specified rule \"peer: {twice.Source}, {twice.Protocol}, "
                + $"from port: {twice.FromPort}, to port: {twice.ToPort}, ALLOW\" already exists");
        }
        turn.StopIfDryRun();
        group.Rules.AddRange(rules);
        return [E("return", true)];
    }

    public static IEnumerable<XElement?> RevokeSecurityGroupIngress(Turn turn)
    {
        var group = Named(turn);
        var rules = Rules(turn).ToList();
        if (rules.Exists(r => !group.Rules.Contains(r)))
        {
            throw Ec2Exception.Invalid("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
        }
        turn.StopIfDryRun();
        group.Rules.RemoveAll(rules.Contains);
        return [E("return", true)];
    }

    public static IEnumerable<XElement?> DeleteSecurityGroup(Turn turn)
    {
        var group = Named(turn);
        if (group.Name == "default")
        {
            throw Ec2Exception.Invalid("CannotDelete",
                $"the specified group: \"{group.Id}\" name: \"default\" cannot be deleted by a user");
        }
        // An instance uses its groups until it is terminated, even while shutting down; a rule of another group is a use too.
        if (turn.Cloud.Instances.Any(i => i.Request.Groups.Contains(group) && i.State(turn.Now, turn.Cloud) != "terminated")
            || turn.Cloud.Groups.Any(g => g != group && g.Rules.Any(r => r.Source == group.Id)))
        {
            throw Ec2Exception.Invalid("DependencyViolation", $"resource {group.Id} has a dependent object");
        }
        turn.StopIfDryRun();
        turn.Cloud.Groups.Remove(group);
        return [E("return", true), E("groupId", group.Id)];
    }

    /// <summary>Finds a group by its id, once it is visible (EC2 is eventually consistent).</summary>
    public static SecurityGroup Visible(Turn turn, string id) =>
        turn.Cloud.Groups.Find(g => g.Id == id && turn.Cloud.Visible(g.Created)) ?? throw Ec2Exception.GroupNotFound(id);

    private static SecurityGroup Named(Turn turn)
    {
        var id = turn.Request.Required("GroupId");
        turn.Authorization.Demand(Authorization.Arn("security-group", id), turn.Cloud.Groups.Find(g => g.Id == id)?.Tags);
        return Visible(turn, id);
    }

    // IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=22&IpPermissions.1.ToPort=22&IpPermissions.1.IpRanges.1.CidrIp=…
    private static IEnumerable<SecurityRule> Rules(Turn turn) =>
        from permission in turn.Request.Items("IpPermissions")
        let ranges = permission.Items("IpRanges").Select(r => r.Required("CidrIp"))
        let groups = permission.Items("Groups").Select(g => g.Required("GroupId"))
        from source in ranges.Concat(groups)
        select new SecurityRule(
            permission.Required("IpProtocol"), permission.Number("FromPort") ?? -1, permission.Number("ToPort") ?? -1, source);

    // EC2 returns one permission per protocol and port range, with all its sources.
    private static IEnumerable<object?[]> Permissions(IEnumerable<SecurityRule> rules) =>
        from rule in rules
        group rule by (rule.Protocol, rule.FromPort, rule.ToPort) into permission
        select (object?[])
        [
            E("ipProtocol", permission.Key.Protocol),
            .. permission.Key.Protocol == "-1" ? [] : new[] { E("fromPort", permission.Key.FromPort), E("toPort", permission.Key.ToPort) },
            Set("groups", permission.Where(r => r.FromGroup), r => [E("userId", Cloud.Account), E("groupId", r.Source)]),
            Set("ipRanges", permission.Where(r => !r.FromGroup), r => [E("cidrIp", r.Source)]),
        ];
}
