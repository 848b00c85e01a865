using System.Text;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Builds the requests that create resources, identical for dry runs and real calls.</summary>
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

    /// <param name="key">The key pair; null for a dry run before it exists.</param>
    /// <param name="group">The security group; null for a dry run before it exists, which uses the VPC's default group.</param>
    public static RunInstancesRequest Run(
        string lab,
        string host,
        Launch launch,
        LaunchTarget place,
        Ec2Options options,
        string? key,
        string? group,
        bool dryRun = false,
        int count = 1) => new()
        {
            MinCount = count,
            MaxCount = count,
            ImageId = place.Image.ImageId,
            InstanceType = options.InstanceType,
            KeyName = key,
            UserData = Convert.ToBase64String(Encoding.UTF8.GetBytes(CloudConfig.For(launch, host))),
            // Allows only version 2 of the metadata service; the hop limit of 1 keeps containers from reaching it.
            MetadataOptions = new()
            {
                HttpTokens = HttpTokensState.Required,
                HttpPutResponseHopLimit = 1,
                HttpEndpoint = InstanceMetadataEndpointState.Enabled,
            },
            InstanceInitiatedShutdownBehavior = ShutdownBehavior.Terminate,
            // Overrides the image's setting: a volume that outlives its instance keeps costing money.
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
