using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The existing resources that the lab is launched into: network, image, instance type.</summary>
/// <param name="Subnets">The VPC's subnets in zones that offer the type; the chosen one first.</param>
/// <param name="Allow">The CIDR that may reach SSH and the chat.</param>
internal sealed record LaunchTarget(Vpc Vpc, IReadOnlyList<Subnet> Subnets, Image Image, string Allow)
{
    public Subnet Subnet => Subnets[0];

    /// <summary>Determines the target with five concurrent API calls and one to the address service.</summary>
    /// <returns>The target; null if there is a problem.</returns>
    public static async Task<LaunchTarget?> LookAsync(
        IAmazonEC2 ec2, Ec2Options options, ProblemList problems, CancellationToken cancellation)
    {
        var look = new Look(ec2, options, cancellation);
        var vpc = Try("DescribeVpcs", look.VpcAsync);
        var zones = Try("DescribeInstanceTypeOfferings", look.ZonesAsync);
        var subnets = Try("DescribeSubnets", async () =>
            await vpc is { } found && await zones is { } offering ? await look.SubnetsAsync(found, offering) : null);
        var architecture = Try("DescribeInstanceTypes", look.ArchitectureAsync);
        var image = Try("DescribeImages", async () => await look.ImageAsync(architecture));
        var allow = Try("the caller's address", async () => (string?)await CallerAddress.AllowedAsync(options, cancellation));
        await Task.WhenAll(subnets, image, allow);
        return subnets.Result is not null && image.Result is not null && allow.Result is not null
            ? new(vpc.Result!, subnets.Result, image.Result, allow.Result)
            : null;

        Task<T?> Try<T>(string action, Func<Task<T?>> ask)
            where T : class => problems.TryAsync(action, ask, cancellation);
    }

    /// <summary>A hint that names the zones that may have capacity when the chosen one has none.</summary>
    public string ElsewhereHint => Subnets.Skip(1).ToList() is { Count: > 0 } others
        ? $"Try another zone: {string.Join(", ", others.Select(s => $"--subnet {s.SubnetId} ({s.AvailabilityZone})"))}; "
            + "or another --instance-type; or again later."
        : "Try another --instance-type, a --subnet in another zone, or again later.";

    private sealed class Look(IAmazonEC2 ec2, Ec2Options options, CancellationToken cancellation)
    {
        public async Task<Vpc?> VpcAsync()
        {
            var request = options.Vpc is { } id ? new DescribeVpcsRequest { VpcIds = [id] }
                : options.Subnet is { } subnet ? new() { VpcIds = [await VpcOfAsync(subnet)] }
                : new() { Filters = [new("is-default", ["true"])] };
            return (await ec2.DescribeVpcsAsync(request, cancellation)).Vpcs?.FirstOrDefault()
                ?? throw new UserErrorException(
                    "AWS: this region has no default VPC.",
                    "Say where: --subnet subnet-…; or make one: `aws ec2 create-default-vpc`.");
        }

        public async Task<IReadOnlyList<string>?> ZonesAsync() =>
            (await ec2.DescribeInstanceTypeOfferingsAsync(
                new()
                {
                    LocationType = LocationType.AvailabilityZone,
                    Filters = [new("instance-type", [options.InstanceType])],
                },
                cancellation))
                .InstanceTypeOfferings?.ConvertAll(o => o.Location) ?? [];

        public async Task<IReadOnlyList<Subnet>?> SubnetsAsync(Vpc vpc, IReadOnlyList<string> zones)
        {
            var all = new List<Subnet>();
            var found = ec2.Paginators.DescribeSubnets(new() { Filters = [new("vpc-id", [vpc.VpcId])] }).Subnets;
            await foreach (var subnet in found.WithCancellation(cancellation))
            {
                all.Add(subnet);
            }

            var usable = all.Where(s => zones.Contains(s.AvailabilityZone))
                .OrderBy(s => s.DefaultForAz == true ? 0 : 1)
                .ThenBy(s => s.AvailabilityZone, StringComparer.Ordinal)
                .ToList();
            var chosen = options.Subnet is { } id
                ? all.Find(s => s.SubnetId == id) ?? throw new UserErrorException(
                    $"AWS: {id} is not a subnet of {vpc.VpcId}.", $"Its subnets are {Names(all)}.")
                : usable.FirstOrDefault();
            return chosen is not null && usable.Contains(chosen)
                ? [chosen, .. usable.Where(s => s != chosen)]
                : throw new UserErrorException(
                    $"AWS: {options.InstanceType} is not offered in "
                    + $"{chosen?.AvailabilityZone ?? $"any zone in which {vpc.VpcId} has a subnet"}.",
                    usable.Count > 0 ? $"Say one of {Names(usable)}."
                    : zones.Count > 0 ? $"It is offered in {string.Join(", ", zones)}: "
                        + "say a --subnet there, or choose another --instance-type."
                    : "Choose another --instance-type or --region.");
        }

        public async Task<string?> ArchitectureAsync() =>
            (await ec2.DescribeInstanceTypesAsync(new() { InstanceTypes = [options.InstanceType] }, cancellation))
                .InstanceTypes?.FirstOrDefault()?.ProcessorInfo?.SupportedArchitectures?.LastOrDefault();

        // Requests images of every architecture, to avoid waiting for the instance type's.
        public async Task<Image?> ImageAsync(Task<string?> typesArchitecture)
        {
            var images = new List<Image>();
            var request = options.Image is { } id ? new DescribeImagesRequest { ImageIds = [id] } : Ubuntu.Request;
            await foreach (var image in ec2.Paginators.DescribeImages(request).Images.WithCancellation(cancellation))
            {
                images.Add(image);
            }

            if (await typesArchitecture is not { } architecture)
            {
                return null;
            }

            return Ubuntu.Newest(images, architecture) ?? throw (images.Count > 0 && options.Image is not null
                ? new UserErrorException(
                    $"AWS: {options.Image} is an {images[0].Architecture} image, "
                    + $"and {options.InstanceType} is an {architecture} machine.",
                    "Choose an --image and an --instance-type of the same architecture.")
                : new UserErrorException(
                    $"AWS: Canonical publishes no Ubuntu {Ubuntu.Series} image for {architecture} in this region.",
                    "Say another one: --image ami-…."));
        }

        private async Task<string> VpcOfAsync(string subnet) =>
            (await ec2.DescribeSubnetsAsync(new() { SubnetIds = [subnet] }, cancellation)).Subnets[0].VpcId;

        private static string Names(IEnumerable<Subnet> subnets) =>
            string.Join(", ", subnets.Select(s => $"--subnet {s.SubnetId} ({s.AvailabilityZone})"));
    }
}
