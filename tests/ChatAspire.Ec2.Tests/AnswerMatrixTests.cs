using ChatAspire.Network.Execution;

namespace ChatAspire.Ec2.Tests;

/// <summary>
/// Takes each field of each answer away in turn, as endpoints do that leave out what is optional: <c>up</c>, a second <c>up</c> and
/// <c>down</c> work, or the error names the missing field, and nothing is left once the endpoint tells it again.
/// </summary>
public sealed class AnswerMatrixTests
{
    /// <summary>Every field that the answers to an <c>up</c> and a <c>down</c> have, below its action; a test keeps it complete.</summary>
    private const string Listed = """
        AuthorizeSecurityGroupIngress
            return
        CreateSecurityGroup
            groupId return tagSet tagSet/key tagSet/value
        DeleteKeyPair
            keyPairId return
        DeleteSecurityGroup
            groupId return
        DescribeImages
            imagesSet imagesSet/architecture imagesSet/blockDeviceMapping imagesSet/blockDeviceMapping/deviceName
            imagesSet/blockDeviceMapping/ebs imagesSet/blockDeviceMapping/ebs/deleteOnTermination
            imagesSet/blockDeviceMapping/ebs/encrypted imagesSet/blockDeviceMapping/ebs/snapshotId
            imagesSet/blockDeviceMapping/ebs/volumeSize imagesSet/blockDeviceMapping/ebs/volumeType imagesSet/creationDate
            imagesSet/imageId imagesSet/imageOwnerId imagesSet/imageState imagesSet/name imagesSet/rootDeviceName
            imagesSet/rootDeviceType imagesSet/virtualizationType
        DescribeInstanceTypeOfferings
            instanceTypeOfferingSet instanceTypeOfferingSet/instanceType instanceTypeOfferingSet/location
            instanceTypeOfferingSet/locationType
        DescribeInstanceTypes
            instanceTypeSet instanceTypeSet/currentGeneration instanceTypeSet/instanceType instanceTypeSet/processorInfo
            instanceTypeSet/processorInfo/supportedArchitectures instanceTypeSet/vCpuInfo instanceTypeSet/vCpuInfo/defaultVCpus
        DescribeInstances
            reservationSet reservationSet/instancesSet reservationSet/instancesSet/amiLaunchIndex
            reservationSet/instancesSet/architecture reservationSet/instancesSet/clientToken reservationSet/instancesSet/groupSet
            reservationSet/instancesSet/groupSet/groupId reservationSet/instancesSet/groupSet/groupName
            reservationSet/instancesSet/imageId reservationSet/instancesSet/instanceId reservationSet/instancesSet/instanceState
            reservationSet/instancesSet/instanceState/code reservationSet/instancesSet/instanceState/name
            reservationSet/instancesSet/instanceType reservationSet/instancesSet/ipAddress reservationSet/instancesSet/keyName
            reservationSet/instancesSet/launchTime reservationSet/instancesSet/metadataOptions
            reservationSet/instancesSet/metadataOptions/httpEndpoint
            reservationSet/instancesSet/metadataOptions/httpPutResponseHopLimit
            reservationSet/instancesSet/metadataOptions/httpTokens reservationSet/instancesSet/metadataOptions/state
            reservationSet/instancesSet/placement reservationSet/instancesSet/placement/availabilityZone
            reservationSet/instancesSet/privateIpAddress reservationSet/instancesSet/rootDeviceName
            reservationSet/instancesSet/stateReason reservationSet/instancesSet/stateReason/code
            reservationSet/instancesSet/stateReason/message reservationSet/instancesSet/subnetId reservationSet/instancesSet/tagSet
            reservationSet/instancesSet/tagSet/key reservationSet/instancesSet/tagSet/value reservationSet/instancesSet/vpcId
            reservationSet/ownerId reservationSet/reservationId
        DescribeKeyPairs
            keySet keySet/keyFingerprint keySet/keyName keySet/keyPairId keySet/keyType keySet/publicKey keySet/tagSet
            keySet/tagSet/key keySet/tagSet/value
        DescribeRouteTables
            routeTableSet routeTableSet/associationSet routeTableSet/associationSet/main
            routeTableSet/associationSet/routeTableAssociationId routeTableSet/associationSet/routeTableId routeTableSet/routeSet
            routeTableSet/routeSet/destinationCidrBlock routeTableSet/routeSet/gatewayId routeTableSet/routeSet/state
            routeTableSet/routeTableId routeTableSet/vpcId
        DescribeSecurityGroups
            securityGroupInfo securityGroupInfo/groupDescription securityGroupInfo/groupId securityGroupInfo/groupName
            securityGroupInfo/ipPermissions securityGroupInfo/ipPermissions/fromPort securityGroupInfo/ipPermissions/groups
            securityGroupInfo/ipPermissions/groups/groupId securityGroupInfo/ipPermissions/groups/userId
            securityGroupInfo/ipPermissions/ipProtocol securityGroupInfo/ipPermissions/ipRanges
            securityGroupInfo/ipPermissions/ipRanges/cidrIp securityGroupInfo/ipPermissions/toPort
            securityGroupInfo/ipPermissionsEgress securityGroupInfo/ipPermissionsEgress/groups
            securityGroupInfo/ipPermissionsEgress/ipProtocol securityGroupInfo/ipPermissionsEgress/ipRanges
            securityGroupInfo/ipPermissionsEgress/ipRanges/cidrIp securityGroupInfo/ownerId securityGroupInfo/tagSet
            securityGroupInfo/tagSet/key securityGroupInfo/tagSet/value securityGroupInfo/vpcId
        DescribeSubnets
            subnetSet subnetSet/availabilityZone subnetSet/availableIpAddressCount subnetSet/cidrBlock subnetSet/defaultForAz
            subnetSet/mapPublicIpOnLaunch subnetSet/state subnetSet/subnetId subnetSet/vpcId
        DescribeVpcs
            vpcSet vpcSet/cidrBlock vpcSet/isDefault vpcSet/ownerId vpcSet/state vpcSet/vpcId
        ImportKeyPair
            keyFingerprint keyName keyPairId tagSet tagSet/key tagSet/value
        ModifyInstanceMetadataOptions
            instanceId instanceMetadataOptions instanceMetadataOptions/httpEndpoint
            instanceMetadataOptions/httpPutResponseHopLimit instanceMetadataOptions/httpTokens instanceMetadataOptions/state
        RunInstances
            instancesSet instancesSet/amiLaunchIndex instancesSet/architecture instancesSet/clientToken instancesSet/groupSet
            instancesSet/groupSet/groupId instancesSet/groupSet/groupName instancesSet/imageId instancesSet/instanceId
            instancesSet/instanceState instancesSet/instanceState/code instancesSet/instanceState/name instancesSet/instanceType
            instancesSet/keyName instancesSet/launchTime instancesSet/metadataOptions instancesSet/metadataOptions/httpEndpoint
            instancesSet/metadataOptions/httpPutResponseHopLimit instancesSet/metadataOptions/httpTokens
            instancesSet/metadataOptions/state instancesSet/placement instancesSet/placement/availabilityZone
            instancesSet/privateIpAddress instancesSet/rootDeviceName instancesSet/subnetId instancesSet/tagSet
            instancesSet/tagSet/key instancesSet/tagSet/value instancesSet/vpcId ownerId reservationId
        TerminateInstances
            instancesSet instancesSet/currentState instancesSet/currentState/code instancesSet/currentState/name
            instancesSet/instanceId instancesSet/previousState instancesSet/previousState/code instancesSet/previousState/name
        """;

    private static readonly string[] Fields = [.. Parse()];

    /// <summary>Fields whose absence means something in EC2's API, and the error that says so.</summary>
    private static readonly (string Field, string Says)[] Meanings =
    [
        ("DescribeImages:imagesSet/blockDeviceMapping", "requires a disk size"),
        ("DescribeImages:imagesSet", "there is no image of Debian"),
        ("DescribeInstanceTypeOfferings:instanceTypeOfferingSet", "no zone is known that offers t3.micro"),
        ("DescribeInstances:reservationSet/instancesSet/ipAddress", "has no public address"),
        ("DescribeSubnets:subnetSet", "vpc-0a1 has no subnet"),
        ("DescribeVpcs:vpcSet", "has no default VPC"),
    ];

    /// <summary>Fields without which a resource cannot be found at all, so that nothing seems to be left.</summary>
    private static readonly string[] Lists =
    [
        "DescribeInstances:reservationSet", "DescribeInstances:reservationSet/instancesSet", "DescribeKeyPairs:keySet",
        "DescribeSecurityGroups:securityGroupInfo",
    ];

    private const int SampleEvery = 9;

    public static TheoryData<string> Chosen =>
        [.. FullRun.IsOn ? Fields : Fields.Where((_, i) => i % SampleEvery == 0)];

    [Theory]
    [MemberData(nameof(Chosen))]
    public async Task Without_a_field_a_lab_goes_up_and_down_or_the_error_names_it(string field)
    {
        var (action, path) = (field.Split(':')[0], field.Split(':')[1]);
        await using var ec2 = await Ec2Fixture.StartAsync();
        ec2.Server.Faults.Omit(action, path);

        var up = await TryAsync(async () =>
        {
            await ec2.UpAsync();
            await ec2.UpAsync();
        });
        Assert.True(up is not null || ec2.Cloud.Alive().Count == 2);
        AssertNames(up, action, path);
        var down = await TryAsync(ec2.DownAsync);
        AssertNames(down, action, path);
        if (down is not null || Lists.Contains(field))
        {
            ec2.Server.Faults.Clear();
            await ec2.DownAsync();
        }

        Assert.Empty(ec2.Cloud.Leftovers());
        TestContext.Current.TestOutputHelper?.WriteLine(up?.Message ?? "works");
    }

    [Fact]
    public async Task The_list_of_fields_is_complete()
    {
        await using var ec2 = await Ec2Fixture.StartAsync();

        await ec2.UpAsync();
        await ec2.UpAsync();
        await ec2.DownAsync();

        Assert.Equal(Fields.Order(StringComparer.Ordinal),
            ec2.Server.Fields.Select(f => $"{f.Action}:{f.Field}").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Parse()
    {
        var action = "";
        foreach (var line in Listed.Split('\n'))
        {
            if (line[0] == ' ')
            {
                foreach (var field in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    yield return $"{action}:{field}";
                }
            }
            else
            {
                action = line;
            }
        }
    }

    private static void AssertNames(UserErrorException? error, string action, string path)
    {
        if (error is not null)
        {
            var field = $"{action}:{path}";
            Assert.True(
                error.Message.Contains(action, StringComparison.Ordinal)
                || error.Message.Contains(path.Split('/')[^1], StringComparison.Ordinal)
                || Meanings.Any(m => field.StartsWith(m.Field, StringComparison.Ordinal)
                    && error.Message.Contains(m.Says, StringComparison.Ordinal)),
                $"the error does not name {field}: {error.Message}");
        }
    }

    private static async Task<UserErrorException?> TryAsync(Func<Task> run)
    {
        try
        {
            await run();
            return null;
        }
        catch (UserErrorException e)
        {
            return e;
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is UserErrorException))
        {
            return (UserErrorException)e.InnerExceptions[0];
        }
    }
}
