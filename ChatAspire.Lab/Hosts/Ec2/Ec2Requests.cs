using System.Text;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Builds the requests that change resources. Dry runs use the same requests, so that they check the same permissions.</summary>
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

    /// <summary>Builds the request that launches a host.</summary>
    /// <param name="key">The key pair's name; null for a dry run before the key pair exists.</param>
    /// <param name="group">The security group's id; null for a dry run before the group exists; EC2 then uses the VPC's default.</param>
    /// <param name="count">The number of instances; above 1 only in a dry run that checks for all hosts at once.</param>
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
            // Requires version 2 of the metadata service. With the hop limit of 1, its answers do not reach bridged containers.
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

    /// <summary>
    /// Returns the tags of an instance and of the resources created with it: volume, network interface, spot request.
    /// </summary>
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

    // A one-time request ends with its instance; a persistent one would launch another instance after `down`.
    private static InstanceMarketOptionsRequest Spot() => new()
    {
        MarketType = MarketType.Spot,
        SpotOptions = new()
        {
            SpotInstanceType = SpotInstanceType.OneTime,
            InstanceInterruptionBehavior = InstanceInterruptionBehavior.Terminate,
        },
    };

    /// <summary>Builds the request that switches an instance's metadata service off.</summary>
    public static ModifyInstanceMetadataOptionsRequest MetadataOff(string instance, bool dryRun = false) => new()
    {
        InstanceId = instance,
        HttpEndpoint = InstanceMetadataEndpointState.Disabled,
        DryRun = dryRun,
    };
}
