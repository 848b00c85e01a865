using Amazon.EC2;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The existing resources that the lab is launched into: network, image, instance type.</summary>
/// <param name="Subnets">The VPC's subnets that the hosts can be launched into; the chosen one first.</param>
/// <param name="Allow">The addresses that may reach SSH and the chat.</param>
internal sealed record LaunchTarget(Vpc Vpc, IReadOnlyList<Subnet> Subnets, Image Image, AllowedSources Allow)
{
    public Subnet Subnet => Subnets[0];

    /// <summary>Determines the target with six concurrent API calls and one to the address service.</summary>
    /// <param name="hosts">The number of hosts to launch: each takes an address of the subnet.</param>
    /// <returns>The target; null if there is a problem.</returns>
    public static async Task<LaunchTarget?> LookAsync(
        IAmazonEC2 ec2, Ec2Options options, int hosts, ProblemList problems, CancellationToken cancellation)
    {
        var network = new NetworkLookup(ec2, options, cancellation);
        var machine = new MachineLookup(ec2, options, cancellation);
        var vpc = Try("DescribeVpcs", network.VpcAsync);
        var zones = Try("DescribeInstanceTypeOfferings", machine.ZonesAsync);
        var routes = Try("DescribeRouteTables", async () => await vpc is { } found ? await network.RoutesAsync(found) : null);
        var subnets = Try("DescribeSubnets", async () =>
            await vpc is { } found && await zones is { } offering && await routes is { } ways
                ? (await network.SubnetsAsync(found, offering, ways)).Choose(options.Subnet, hosts)
                : null);
        var architecture = Try("DescribeInstanceTypes", machine.ArchitectureAsync);
        var image = Try("DescribeImages", async () => await machine.ImageAsync(architecture));
        var allow = Try("the caller's address", async () => (AllowedSources?)await AllowedSources.FindAsync(options, cancellation));
        await Task.WhenAll(subnets, image, allow);
        return subnets.Result is not null && image.Result is not null && allow.Result is not null
            ? new(vpc.Result!, subnets.Result, image.Result, allow.Result)
            : null;

        Task<T?> Try<T>(string action, Func<Task<T?>> ask)
            where T : class => problems.TryAsync(action, ask, cancellation);
    }

    /// <summary>A hint that names the zones that may have capacity when the chosen one has none.</summary>
    public string ElsewhereHint => Subnets.Skip(1).ToList() is { Count: > 0 } others
        ? $"Try another zone: {SubnetChoice.Names(others)}; or another --instance-type; or try again later."
        : "Try another --instance-type, a --subnet in another zone, or try again later.";
}
