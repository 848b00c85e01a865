using Amazon.EC2;
using Amazon.EC2.Model;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The existing VPC, subnets and image with which the lab is launched, and the allowed sources.</summary>
/// <param name="Subnets">The usable subnets of the VPC; the hosts are launched in the first.</param>
/// <param name="Allow">The source addresses that may reach SSH and the chat.</param>
internal sealed record LaunchTarget(Vpc Vpc, IReadOnlyList<Subnet> Subnets, Image Image, AllowedSources Allow)
{
    public Subnet Subnet => Subnets[0];

    /// <summary>Determines the target. API calls that do not depend on each other run concurrently.</summary>
    /// <param name="hosts">The number of hosts to launch; each takes an address of the subnet.</param>
    /// <param name="problems">Receives the problems found.</param>
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

    /// <summary>The hint if the chosen zone has no capacity; it names the usable subnets in others.</summary>
    public string ElsewhereHint =>
        Subnets.Where(other => other.AvailabilityZone != Subnet.AvailabilityZone).ToList() is { Count: > 0 } others
        ? $"Try another zone: {SubnetChoice.Names(others)}; or another --instance-type; or try again later."
        : "Try another --instance-type, a --subnet in another zone, or try again later.";
}
