using System.Text;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Builds the requests that create resources, identical for dry runs and real calls.</summary>
internal static class Ec2Requests
{
    public static ImportKeyPairRequest ImportKey(string lab, string publicKey, Ec2Options options, bool dryRun = false) => new()
    {
        KeyName = lab,
        PublicKeyMaterial = Convert.ToBase64String(Encoding.ASCII.GetBytes(publicKey)),
        TagSpecifications = LabTags.Specify(LabTags.For(lab, lab, options.Ends(), options.Tags), "key-pair"),
        DryRun = dryRun,
    };

    public static CreateSecurityGroupRequest CreateGroup(string lab, string? vpc, Ec2Options options, bool dryRun = false) => new()
    {
        GroupName = lab,
        Description = $"Hosts of the lab {lab}: SSH and chat from outside, VXLAN between them",
        VpcId = vpc,
        TagSpecifications = LabTags.Specify(LabTags.For(lab, lab, options.Ends(), options.Tags), "security-group"),
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
            InstanceMarketOptions = options.Spot ? Spot() : null,
            BlockDeviceMappings = [RootVolume.Of(place.Image, options.DiskGigabytes).ToMapping()],
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
            TagSpecifications = Tags(lab, host, launch, options),
            ClientToken = dryRun ? null : launch.Token,
            DryRun = dryRun,
        };

    /// <summary>The tags of an instance and of everything that is created with it.</summary>
    public static List<TagSpecification> Tags(string lab, string host, Launch launch, Ec2Options options)
    {
        string[] types = ["instance", "volume", "network-interface", .. options.Spot ? new[] { "spot-instances-request" } : []];
        Tag[] tags =
        [
            .. LabTags.For(lab, $"{lab} {host}", ends: null, options.Tags),
            new(LabTags.Host, host), new(LabTags.Launch, launch.Token),
            .. launch.TimeToLive is { } span ? new[] { LabTags.Of(span) } : [],
        ];
        return LabTags.Specify(tags, types);
    }

    // A one-time request that ends with its instance: a persistent one would launch another after `down`.
    private static InstanceMarketOptionsRequest Spot() => new()
    {
        MarketType = MarketType.Spot,
        SpotOptions = new()
        {
            SpotInstanceType = SpotInstanceType.OneTime,
            InstanceInterruptionBehavior = InstanceInterruptionBehavior.Terminate,
        },
    };

    /// <summary>Switches an instance's metadata service off.</summary>
    public static ModifyInstanceMetadataOptionsRequest MetadataOff(string instance, bool dryRun = false) => new()
    {
        InstanceId = instance,
        HttpEndpoint = InstanceMetadataEndpointState.Disabled,
        DryRun = dryRun,
    };
}
