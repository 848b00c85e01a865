using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Looks up the VPC, its route tables and its subnets, as the options name them or by default.</summary>
internal sealed class NetworkLookup(IAmazonEC2 ec2, Ec2Options options, CancellationToken cancellation)
{
    private string Region => ec2.Config.AuthenticationRegion;

    /// <summary>Finds the VPC of <c>--vpc</c>, else the VPC of <c>--subnet</c>, else the region's default VPC.</summary>
    /// <returns>The VPC; null if EC2 does not list the VPC of the subnet.</returns>
    /// <exception cref="UserErrorException">The VPC or the subnet does not exist, or the region has no default VPC.</exception>
    public async Task<Vpc?> VpcAsync()
    {
        if (options.Vpc is { } id)
        {
            return await FindAsync(new DescribeVpcsRequest { VpcIds = [id] }) ?? throw await NoVpcAsync(id);
        }

        return options.Subnet is { } subnet
            ? await FindAsync(new() { VpcIds = [await VpcOfAsync(subnet)] })
            : await FindAsync(new() { Filters = [new("is-default", ["true"])] }) ?? throw new UserErrorException(
                $"AWS: {Region} has no default VPC.",
                "Choose a subnet with --subnet, or create a default VPC: `aws ec2 create-default-vpc`.");
    }

    /// <summary>Reads the VPC's subnets, from which the result chooses.</summary>
    /// <param name="zones">The zones that offer the instance type.</param>
    public async Task<SubnetChoice> SubnetsAsync(Vpc vpc, IReadOnlyList<string> zones, InternetRoutes routes)
    {
        var all = new List<Subnet>();
        var found = ec2.Paginators.DescribeSubnets(new() { Filters = [new("vpc-id", [vpc.VpcId])] }).Subnets;
        await foreach (var subnet in found.WithCancellation(cancellation))
        {
            Ec2Answer.Need(subnet.SubnetId, "DescribeSubnets", "subnetId");
            all.Add(subnet);
        }

        return new(vpc, all, zones, routes, options);
    }

    /// <summary>
    /// Reads the VPC's route tables. If the endpoint does not implement the call, the result has no table, and rejects no subnet.
    /// </summary>
    public async Task<InternetRoutes?> RoutesAsync(Vpc vpc)
    {
        var tables = new List<RouteTable>();
        try
        {
            var found = ec2.Paginators.DescribeRouteTables(new() { Filters = [new("vpc-id", [vpc.VpcId])] }).RouteTables;
            await foreach (var table in found.WithCancellation(cancellation))
            {
                tables.Add(table);
            }
        }
        catch (AmazonEC2Exception e) when (e.IsUnsupportedCall())
        {
            return new([]);
        }

        return new(tables);
    }

    private async Task<Vpc?> FindAsync(DescribeVpcsRequest request)
    {
        try
        {
            var vpc = (await ec2.DescribeVpcsAsync(request, cancellation)).Vpcs?.FirstOrDefault();
            Ec2Answer.Need(vpc is null ? "" : vpc.VpcId, "DescribeVpcs", "vpcId");
            return vpc;
        }
        catch (AmazonEC2Exception e) when (e.NamesNothing())
        {
            return null;
        }
    }

    private async Task<string> VpcOfAsync(string id)
    {
        try
        {
            if ((await ec2.DescribeSubnetsAsync(new() { SubnetIds = [id] }, cancellation)).Subnets?.FirstOrDefault() is { } subnet)
            {
                return Ec2Answer.Need(subnet.VpcId, "DescribeSubnets", "vpcId");
            }
        }
        catch (AmazonEC2Exception e) when (e.NamesNothing())
        {
            // Handled like an empty answer, below.
        }

        var others = (await ec2.DescribeSubnetsAsync(new(), cancellation)).Subnets ?? [];
        throw new UserErrorException(
            $"AWS: there is no subnet {id} in {Region}.",
            others.Count > 0
                ? $"There are {SubnetChoice.Names(others)}."
                : "The region has none: `aws ec2 create-default-vpc` makes some.");
    }

    private async Task<UserErrorException> NoVpcAsync(string id)
    {
        var others = (await ec2.DescribeVpcsAsync(new(), cancellation)).Vpcs ?? [];
        return new(
            $"AWS: there is no VPC {id} in {Region}.",
            others.Count > 0
                ? $"There are {string.Join(", ", others.Select(v => $"--vpc {v.VpcId}{(v.IsDefault == true ? " (default)" : "")}"))}."
                : "The region has none: `aws ec2 create-default-vpc` makes one.");
    }
}
