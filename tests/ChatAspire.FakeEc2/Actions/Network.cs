using System.Xml.Linq;
using static ChatAspire.FakeEc2.Ec2Xml;

namespace ChatAspire.FakeEc2.Actions;

/// <summary>The calls that describe resources present from the start: VPCs, subnets, images, instance types.</summary>
internal static class Network
{
    public static IEnumerable<XElement?> DescribeVpcs(Turn turn)
    {
        Look(turn);
        Known(turn.Request.List("VpcId"), turn.Cloud.Vpcs.Select(v => v.Id), "InvalidVpcID.NotFound", "vpc ID");
        var (page, next) = Named(turn.Cloud.Vpcs, turn.Request.List("VpcId"), v => v.Id)
            .Matching(turn.Request, (v, filter) => filter switch
            {
                "is-default" or "isDefault" => [v.IsDefault ? "true" : "false"],
                "vpc-id" => [v.Id],
                _ => null,
            })
            .Page(turn.Request, turn.Cloud.PageSize);
        return
        [
            Set("vpcSet", page, v => [E("vpcId", v.Id), E("ownerId", Cloud.Account), E("state", "available"), E("cidrBlock", v.Cidr),
                E("isDefault", v.IsDefault)]),
            next,
        ];
    }

    public static IEnumerable<XElement?> DescribeSubnets(Turn turn)
    {
        Look(turn);
        Known(turn.Request.List("SubnetId"), turn.Cloud.Subnets.Select(s => s.Id), "InvalidSubnetID.NotFound", "subnet ID");
        var (page, next) = Named(turn.Cloud.Subnets, turn.Request.List("SubnetId"), s => s.Id)
            .Matching(turn.Request, (s, filter) => filter switch
            {
                "vpc-id" => [s.VpcId],
                "subnet-id" => [s.Id],
                "availability-zone" => [s.Zone],
                "default-for-az" => [s.DefaultForZone ? "true" : "false"],
                _ => null,
            })
            .Page(turn.Request, turn.Cloud.PageSize);
        return
        [
            Set("subnetSet", page, s =>
            [
                E("subnetId", s.Id), E("vpcId", s.VpcId), E("state", "available"), E("availabilityZone", s.Zone),
                .. s.Cidr is null ? new[] { E("ipv6Native", true) } : [E("cidrBlock", s.Cidr)],
                E("availableIpAddressCount", s.Free), E("defaultForAz", s.DefaultForZone), E("mapPublicIpOnLaunch", s.MapPublicIp),
            ]),
            next,
        ];
    }

    public static IEnumerable<XElement?> DescribeImages(Turn turn)
    {
        Look(turn);
        Known(turn.Request.List("ImageId"), turn.Cloud.Images.Select(i => i.Id), "InvalidAMIID.NotFound", "image id");
        var owners = turn.Request.List("Owner");
        var (page, next) = Named(turn.Cloud.Images, turn.Request.List("ImageId"), i => i.Id)
            .Where(i => owners.Count == 0 || owners.Contains(i.OwnerId))
            .Matching(turn.Request, (i, filter) => filter switch
            {
                "name" => [i.Name],
                "architecture" => [i.Architecture],
                "state" => [i.State],
                "image-id" => [i.Id],
                "owner-id" => [i.OwnerId],
                "root-device-type" => ["ebs"],
                "virtualization-type" => ["hvm"],
                _ => null,
            })
            .Page(turn.Request, turn.Cloud.PageSize);
        return
        [
            Set("imagesSet", page, i =>
            [
                E("imageId", i.Id), E("name", i.Name), E("imageOwnerId", i.OwnerId), E("imageState", i.State),
                E("architecture", i.Architecture),
                E("creationDate", i.Created), E("rootDeviceName", Cloud.RootDevice), E("rootDeviceType", "ebs"),
                E("virtualizationType", "hvm"),
                Set("blockDeviceMapping", [Cloud.RootDevice], device =>
                [
                    E("deviceName", device),
                    E("ebs", E("snapshotId", i.Id.Replace("ami-", "snap-", StringComparison.Ordinal)), E("volumeSize", i.Gigabytes),
                        E("deleteOnTermination", true), E("volumeType", "gp3"), E("encrypted", false)),
                ]),
            ]),
            next,
        ];
    }

    public static IEnumerable<XElement?> DescribeInstanceTypes(Turn turn)
    {
        Look(turn);
        var unknown = turn.Request.List("InstanceType").Except(turn.Cloud.Types.Select(t => t.Name)).ToList();
        if (unknown.Count > 0)
        {
            throw Ec2Exception.Invalid("InvalidInstanceType",
                $"The following supplied instance types do not exist: [{string.Join(", ", unknown)}]");
        }
        var (page, next) = Named(turn.Cloud.Types, turn.Request.List("InstanceType"), t => t.Name)
            .Page(turn.Request, turn.Cloud.PageSize);
        return
        [
            Set("instanceTypeSet", page, t =>
            [
                E("instanceType", t.Name), E("currentGeneration", t.CurrentGeneration), E("vCpuInfo", E("defaultVCpus", t.Vcpus)),
                E("processorInfo", Set("supportedArchitectures", [t.Architecture], a => [a])),
            ]),
            next,
        ];
    }

    public static IEnumerable<XElement?> DescribeInstanceTypeOfferings(Turn turn)
    {
        Look(turn);
        var (page, next) = turn.Cloud.Types
            .SelectMany(t => t.Zones, (t, zone) => (t.Name, Zone: Cloud.Region + zone))
            .Matching(turn.Request, (o, filter) => filter switch
            {
                "instance-type" => [o.Name],
                "location" => [o.Zone],
                _ => null,
            })
            .Page(turn.Request, turn.Cloud.PageSize);
        return
        [
            Set("instanceTypeOfferingSet", page,
                o => [E("instanceType", o.Name), E("locationType", "availability-zone"), E("location", o.Zone)]),
            next,
        ];
    }

    internal static void Look(Turn turn)
    {
        turn.Authorization.DemandAny();
        turn.StopIfDryRun();
    }

    internal static IEnumerable<T> Named<T>(IEnumerable<T> resources, IReadOnlyList<string> ids, Func<T, string> id) =>
        ids.Count == 0 ? resources : resources.Where(r => ids.Contains(id(r)));

    private static void Known(IEnumerable<string> asked, IEnumerable<string> there, string code, string what)
    {
        var unknown = asked.Except(there).ToList();
        if (unknown.Count > 0)
        {
            throw Ec2Exception.Invalid(code, $"The {what} '[{string.Join(", ", unknown)}]' does not exist");
        }
    }
}
