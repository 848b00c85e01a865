using System.Text;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The requests that make something: the same for the dry run and in earnest.</summary>
internal static class Ec2Requests
{
    public static ImportKeyPairRequest ImportKey(string lab, string name, string publicKey, bool dryRun = false) => new()
    {
        KeyName = name,
        PublicKeyMaterial = Convert.ToBase64String(Encoding.ASCII.GetBytes(publicKey)),
        TagSpecifications = LabTags.Specify(lab, name, "key-pair"),
        DryRun = dryRun,
    };

    public static CreateSecurityGroupRequest CreateGroup(string lab, string name, string? vpc, bool dryRun = false) => new()
    {
        GroupName = name,
        Description = $"Hosts of the lab {lab}: SSH and chat from outside, VXLAN between them",
        VpcId = vpc,
        TagSpecifications = LabTags.Specify(lab, name, "security-group"),
        DryRun = dryRun,
    };

    /// <param name="key">Null for a dry run before the key pair exists.</param>
    /// <param name="group">Null for a dry run before the group exists: the VPC's default group stands in.</param>
    public static RunInstancesRequest Run(
        string lab, string host, Launch launch, LaunchTarget place, Ec2Options options, string? key, string? group, bool dryRun = false, int count = 1) => new()
        {
            MinCount = count,
            MaxCount = count,
            ImageId = place.Image.ImageId,
            InstanceType = options.InstanceType,
            KeyName = key,
            UserData = Convert.ToBase64String(Encoding.UTF8.GetBytes(CloudConfig.For(launch, host))),
            // Version 2 of the metadata service only, and not from containers: a packet may make one hop.
            MetadataOptions = new() { HttpTokens = HttpTokensState.Required, HttpPutResponseHopLimit = 1, HttpEndpoint = InstanceMetadataEndpointState.Enabled },
            InstanceInitiatedShutdownBehavior = ShutdownBehavior.Terminate,
            // An image may say otherwise, and a volume without an instance costs on.
            BlockDeviceMappings = [new() { DeviceName = place.Image.RootDeviceName, Ebs = new() { DeleteOnTermination = true } }],
            NetworkInterfaces =
            [
                new()
                {
                    DeviceIndex = 0,
                    SubnetId = place.Subnet.SubnetId,
                    Groups = group is null ? null : [group],
                    AssociatePublicIpAddress = options.Address == HostAddress.Public ? true : null,
                    DeleteOnTermination = true,
                },
            ],
            TagSpecifications = LabTags.Specify(lab, host, launch.Ends),
            ClientToken = dryRun ? null : launch.Token,
            DryRun = dryRun,
        };
}
