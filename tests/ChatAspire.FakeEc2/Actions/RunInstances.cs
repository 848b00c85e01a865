using System.Text;
using System.Xml.Linq;
using static ChatAspire.FakeEc2.Ec2Xml;

namespace ChatAspire.FakeEc2.Actions;

internal static class RunInstances
{
    private const int UserDataLimitBytes = 16 * 1024; // EC2 User Guide, "User data is limited to 16 KB, in raw form"

    public static IEnumerable<XElement?> Run(Turn turn)
    {
        var (cloud, asked) = (turn.Cloud, turn.Request);
        var count = asked.Number("MaxCount") ?? throw Ec2Exception.Missing("MaxCount");
        Demand(turn);
        var request = Read(turn);

        if (turn.Request.DryRun && !cloud.DryRunSeesQuota)
        {
            throw Ec2Exception.DryRun();
        }
        if (asked["ClientToken"] is { } token && cloud.Instances.Find(i => i.Request.ClientToken == token) is { } twin)
        {
            return twin.Request == request
                ? Answer(turn, twin.ReservationId, [twin])
                : throw Ec2Exception.Invalid("IdempotentParameterMismatch",
                    "The client token has already been used with different request parameters");
        }
        var vcpus = cloud.Instances.Where(i => i.Ended is null).Sum(i => i.Request.Type.Vcpus);
        if (vcpus + (count * request.Type.Vcpus) > cloud.VcpuLimit)
        {
            throw Ec2Exception.VcpuLimit(cloud.VcpuLimit);
        }
        turn.StopIfDryRun();
        if (request.Subnet.Cidr is null || request.Subnet.Free < count)
        {
            throw Ec2Exception.Invalid("InsufficientFreeAddressesInSubnet",
                $"The specified subnet '{request.Subnet.Id}' does not have enough free addresses to satisfy the request.");
        }
        TakeCapacity(cloud, request, count);

        var launched = Enumerable.Range(0, count).Select(_ => Launch(turn, request)).ToList();
        return Answer(turn, launched[0].ReservationId, launched);
    }

    private static Instance Launch(Turn turn, InstanceRequest request)
    {
        var id = turn.Cloud.NewId("i");
        var network = request.Subnet.Cidr!.Split('.');
        var address = $"{network[0]}.{network[1]}.{network[2]}.{request.Subnet.Handed++}";
        var machine = turn.Machines.StartAsync(
            new(id, address, request.Key?.PublicKey, request.UserData, [.. request.Groups.SelectMany(g => g.Rules)], request.Image,
                request.HopLimit),
            CancellationToken.None);
        var instance = new Instance(id, address, turn.Now, request, turn.Request.Tags("instance")) { Machine = machine };
        turn.Cloud.Instances.Add(instance);
        _ = machine.ContinueWith(_ => Watch(turn.Cloud, instance), TaskScheduler.Default);
        return instance;
    }

    // EC2 terminates a machine that fails to start or powers itself off.
    private static async Task Watch(Cloud cloud, Instance instance)
    {
        if (instance.Machine.IsCompletedSuccessfully)
        {
            await instance.Machine.Result.PoweredOff;
        }
        lock (cloud.Gate)
        {
            if (!instance.Machine.IsCompletedSuccessfully)
            {
                instance.End(DateTimeOffset.UtcNow, "Server.InternalError",
                    "Server.InternalError: " + instance.Machine.Exception?.InnerException?.Message);
            }
            else if (instance.Request.ShutdownBehavior == "terminate")
            {
                instance.End(DateTimeOffset.UtcNow, "Client.InstanceInitiatedShutdown",
                    "Client.InstanceInitiatedShutdown: Instance initiated shutdown");
            }
            else
            {
                instance.Stopped = true;
            }
        }
    }

    private static void Demand(Turn turn)
    {
        var (cloud, request, authorization) = (turn.Cloud, turn.Request, turn.Authorization);
        var nic = Nic(request);
        authorization.DemandNew("instance", "*",
            ("ec2:InstanceType", request["InstanceType"]), ("ec2:MetadataHttpTokens", request["MetadataOptions.HttpTokens"]));
        authorization.DemandNew("volume", "*",
            ("ec2:Encrypted", request.Items("BlockDeviceMapping").Any(b => b["Ebs.Encrypted"] == "true") ? "true" : "false"));
        authorization.DemandNew("network-interface");
        if (IsSpot(request))
        {
            authorization.DemandNew("spot-instances-request");
        }

        var image = request.Required("ImageId");
        authorization.Demand($"arn:aws:ec2:{Cloud.Region}::image/{image}", null,
            ("ec2:Owner", cloud.Images.FirstOrDefault(i => i.Id == image)?.OwnerId));
        authorization.Demand(Authorization.Arn("subnet", nic.Required("SubnetId")));
        // Without a group, the instance gets the VPC's default group, for which the permission is needed too.
        var vpc = cloud.Subnets.FirstOrDefault(s => s.Id == nic["SubnetId"])?.VpcId;
        var asked = nic.List("SecurityGroupId");
        foreach (var id in asked.Count > 0 ? asked : [cloud.Groups.Find(g => g.Name == "default" && g.VpcId == vpc)?.Id ?? "sg-0default"])
        {
            authorization.Demand(Authorization.Arn("security-group", id), cloud.Groups.Find(g => g.Id == id)?.Tags);
        }
        if (request["KeyName"] is { } name)
        {
            authorization.Demand(Authorization.Arn("key-pair", name), cloud.Keys.Find(k => k.Name == name)?.Tags);
        }
    }

    private static InstanceRequest Read(Turn turn)
    {
        var (cloud, request) = (turn.Cloud, turn.Request);
        var nic = Nic(request);
        var type = cloud.Types.FirstOrDefault(t => t.Name == request["InstanceType"])
            ?? throw Ec2Exception.Invalid("InvalidParameterValue", $"Invalid value '{request["InstanceType"]}' for InstanceType.");
        var image = cloud.Images.FirstOrDefault(i => i.Id == request["ImageId"])
            ?? throw Ec2Exception.Invalid("InvalidAMIID.NotFound", $"The image id '[{request["ImageId"]}]' does not exist");
        var subnet = cloud.Subnets.FirstOrDefault(s => s.Id == nic["SubnetId"])
            ?? throw Ec2Exception.Invalid("InvalidSubnetID.NotFound", $"The subnet ID '{nic["SubnetId"]}' does not exist");
        if (image.Architecture != type.Architecture)
        {
            throw Ec2Exception.Invalid("InvalidParameterValue",
                $"The architecture '{type.Architecture}' of the specified instance type "
                + $"does not match the architecture '{image.Architecture}' of the specified AMI. "
                + "Specify an instance type and an AMI that have matching architectures, and try again.");
        }
        if (!type.Zones.Contains(subnet.Zone[^1], StringComparison.Ordinal))
        {
            throw Ec2Exception.Invalid("Unsupported",
                $"Your requested instance type ({type.Name}) is not supported in your requested Availability Zone ({subnet.Zone}).");
        }
        var key = request["KeyName"] is { } name
            ? cloud.Keys.Find(k => k.Name == name)
                ?? throw Ec2Exception.Invalid("InvalidKeyPair.NotFound", $"The key pair '{name}' does not exist")
            : null;
        var userData = Encoding.UTF8.GetString(Convert.FromBase64String(request["UserData"] ?? ""));
        if (Encoding.UTF8.GetByteCount(userData) > UserDataLimitBytes)
        {
            throw Ec2Exception.Invalid("InvalidParameterValue", "User data is limited to 16384 bytes");
        }
        return new InstanceRequest(
            image, type, subnet, key,
            new Members([.. nic.List("SecurityGroupId").Select(id => SecurityGroups.Visible(turn, id))]),
            nic["AssociatePublicIpAddress"] is { } ip ? ip == "true" : subnet.MapPublicIp,
            userData,
            request["InstanceInitiatedShutdownBehavior"] ?? "stop",
            request["MetadataOptions.HttpTokens"] ?? "optional",
            request.Number("MetadataOptions.HttpPutResponseHopLimit") ?? 1,
            Volume(request, image),
            IsSpot(request),
            request["ClientToken"]);
    }

    // AWS takes the size from the image; other endpoints refuse a mapping that has none.
    private static RootDisk Volume(QueryRequest request, MachineImage image)
    {
        foreach (var unsized in request.Items("BlockDeviceMapping").Where(b => b["Ebs.VolumeSize"] is null && b["Ebs.SnapshotId"] is null))
        {
            throw Ec2Exception.Invalid("MissingParameter",
                $"The request must contain the parameter size or snapshotId ({unsized["DeviceName"]})");
        }

        if (request.Items("BlockDeviceMapping").FirstOrDefault(b => b["DeviceName"] == Cloud.RootDevice) is not { } root)
        {
            return new RootDisk(Dies: false, image.Gigabytes, Encrypted: false);
        }

        var size = root.Number("Ebs.VolumeSize") ?? image.Gigabytes;
        return size >= image.Gigabytes
            ? new RootDisk(
                root["Ebs.DeleteOnTermination"] == "true", size, root["Ebs.Encrypted"] == "true", root["Ebs.VolumeType"] ?? "gp2")
            : throw Ec2Exception.Invalid("InvalidBlockDeviceMapping",
                $"Volume of size {size}GB is smaller than snapshot, expect size >= {image.Gigabytes}GB");
    }

    private static bool IsSpot(QueryRequest request) => request["InstanceMarketOptions.MarketType"] == "spot";

    private static QueryRequest Nic(QueryRequest request) =>
        request.Items("NetworkInterface").FirstOrDefault(n => n["DeviceIndex"] == "0") ?? request;

    private static void TakeCapacity(Cloud cloud, InstanceRequest request, int count)
    {
        var zone = request.Subnet.Zone;
        if (!cloud.Capacity.TryGetValue(zone, out var room))
        {
            return;
        }
        if (room < count)
        {
            throw Ec2Exception.NoCapacity(request.Type.Name, zone, request.Type.Zones.Select(z => Cloud.Region + z).Where(z => z != zone));
        }
        cloud.Capacity[zone] = room - count;
    }

    private static IEnumerable<XElement?> Answer(Turn turn, string reservation, IEnumerable<Instance> instances) =>
    [
        E("reservationId", reservation), E("ownerId", Cloud.Account),
        Set("instancesSet", instances, i => i.Describe(turn.Now, turn.Cloud)),
    ];

    // Compares lists by their items, so that a repeated request equals the first.
    private sealed class Members(IEnumerable<SecurityGroup> groups) : List<SecurityGroup>(groups)
    {
        public override bool Equals(object? obj) => obj is Members other && this.SequenceEqual(other);

        public override int GetHashCode() => Count;
    }
}
