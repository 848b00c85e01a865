using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Determines from a VPC's route tables whether its subnets have a route to the internet.</summary>
internal sealed class InternetRoutes(IReadOnlyList<RouteTable> tables)
{
    private const string Everywhere = "0.0.0.0/0";

    /// <summary>
    /// Returns the reason why hosts cannot use a subnet, as words to follow its id: "has no route to the internet (rtb-…)". Null if hosts
    /// can use the subnet, or if the endpoint returned no routes or omitted a destination.
    /// </summary>
    /// <param name="isPublic">True if the hosts are reached at public addresses, which only an internet gateway carries.</param>
    public string? Lack(Subnet subnet, bool isPublic)
    {
        if (TableOf(subnet) is not { Routes: { Count: > 0 } routes } table || routes.Exists(HasNoDestination))
        {
            return null;
        }

        if (routes.Find(r => r.DestinationCidrBlock == Everywhere) is not { } way)
        {
            return $"has no route to the internet ({table.RouteTableId})";
        }

        if (way.State?.Value == "blackhole")
        {
            return $"has a route to the internet that ends nowhere ({table.RouteTableId}: blackhole)";
        }

        return isPublic && way.GatewayId?.StartsWith("igw-", StringComparison.Ordinal) != true && Target(way) is { } target
            ? $"reaches the internet through {target} only, which carries no public address ({table.RouteTableId})"
            : null;
    }

    private static bool HasNoDestination(Route route) =>
        (route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId) is null;

    private static string? Target(Route way) =>
        way.NatGatewayId ?? way.GatewayId ?? way.TransitGatewayId ?? way.NetworkInterfaceId ?? way.InstanceId;

    // A subnet that is associated with no route table uses the VPC's main table.
    private RouteTable? TableOf(Subnet subnet) =>
        tables.FirstOrDefault(t => t.Associations?.Exists(a => a.SubnetId == subnet.SubnetId) == true)
        ?? tables.FirstOrDefault(t => t.Associations?.Exists(a => a.Main == true) == true);
}
