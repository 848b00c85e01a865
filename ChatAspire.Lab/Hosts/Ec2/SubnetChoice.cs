using Amazon.EC2.Model;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Chooses the subnet for the hosts, or reports why none is usable.</summary>
/// <param name="all">The subnets of the VPC.</param>
/// <param name="zones">The availability zones that offer the instance type.</param>
internal sealed class SubnetChoice(
    Vpc vpc, IReadOnlyList<Subnet> all, IReadOnlyList<string> zones, InternetRoutes routes, Ec2Options options)
{
    /// <summary>Chooses the named subnet; if none is named, a usable one, preferably the default subnet of a zone.</summary>
    /// <param name="asked">The id of the subnet that the user named; null for any.</param>
    /// <param name="hosts">The number of addresses needed.</param>
    /// <returns>The usable subnets, the chosen one first.</returns>
    /// <exception cref="UserErrorException">The named subnet is not usable, or no subnet is usable.</exception>
    public IReadOnlyList<Subnet> Choose(string? asked, int hosts)
    {
        var usable = all.Where(s => Lack(s, hosts) is null)
            .OrderBy(s => s.DefaultForAz == true ? 0 : 1)
            .ThenBy(s => s.AvailabilityZone, StringComparer.Ordinal)
            .ToList();
        if (asked is not null)
        {
            var named = all.FirstOrDefault(s => s.SubnetId == asked) ?? throw new UserErrorException(
                $"AWS: {asked} is not a subnet of {vpc.VpcId}.",
                all.Count > 0 ? $"Use one of {Names(all)}." : "It has no subnet: choose another --vpc.");
            return Lack(named, hosts) is { } lack
                ? throw new UserErrorException($"AWS: {lack}.", Others(usable))
                : [named, .. usable.Where(s => s != named)];
        }

        return usable.Count > 0 ? usable : throw Nowhere(hosts);
    }

    /// <summary>Formats subnets as options: "--subnet subnet-0a1b (eu-central-1a), --subnet …".</summary>
    public static string Names(IEnumerable<Subnet> subnets) => string.Join(
        ", ", subnets.Select(s => $"--subnet {s.SubnetId}{(s.AvailabilityZone is { } zone ? $" ({zone})" : "")}"));

    private string? Lack(Subnet subnet, int hosts) =>
        subnet.AvailabilityZone is { } zone && !zones.Contains(zone) ? $"{options.InstanceType} is not offered in {zone}"
        : subnet.Ipv6Native == true ? $"{subnet.SubnetId} has IPv6 addresses only, and the overlay's hosts need IPv4"
        : subnet.AvailableIpAddressCount < hosts
            ? $"{subnet.SubnetId} has {subnet.AvailableIpAddressCount} free addresses, and {hosts} are needed"
        : routes.Lack(subnet, options.Address == HostAddress.Public) is { } lack ? $"{subnet.SubnetId} {lack}"
        : null;

    private UserErrorException Nowhere(int hosts)
    {
        var lacks = all.Select(s => Lack(s, hosts)).OfType<string>().Distinct().ToList();
        var inZone = all.Any(s => s.AvailabilityZone is null || zones.Contains(s.AvailabilityZone));
        return (all.Count, zones.Count, inZone) switch
        {
            (0, _, _) => new($"AWS: {vpc.VpcId} has no subnet.", "Choose another --vpc or --subnet."),
            (_, 0, _) => new(
                $"AWS: no zone is known that offers {options.InstanceType}.", "Choose another --instance-type or --region."),
            (_, _, false) => new(
                $"AWS: {options.InstanceType} is not offered in any zone in which {vpc.VpcId} has a subnet.",
                $"It is offered in {string.Join(", ", zones)}: choose a --subnet there, or choose another --instance-type."),
            _ => new($"AWS: no subnet of {vpc.VpcId} can be used: {string.Join("; ", lacks)}.", Others([])),
        };
    }

    private string Others(List<Subnet> usable) => usable.Count > 0
        ? $"Use one of {Names(usable)}."
        : "Choose a --subnet or --vpc with free addresses and a route to an internet gateway"
            + (options.Address == HostAddress.Public ? ", or --address private from inside the VPC." : ".");
}
