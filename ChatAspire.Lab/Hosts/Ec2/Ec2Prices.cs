namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// List prices in US dollars, for estimates of a lab's cost so far. Instances: Linux On-Demand in us-east-1, as AWS's Price List API
/// returned them on 2026-07-20 to aws/karpenter-provider-aws, which publishes them in
/// pkg/providers/pricing/zz_generated.pricing_aws.go ("generated at 2026-07-20T13:44:30Z"). Public IPv4 addresses: as AWS
/// announced for all regions from 2024-02-01
/// (https://aws.amazon.com/blogs/networking-and-content-delivery/identify-and-optimize-public-ipv4-address-usage-on-aws/). gp3
/// volumes, a twentieth of the total with the default disk: no dated source; see https://aws.amazon.com/ebs/pricing/ for the
/// current price. Other regions cost up to twice as much. Traffic, taxes and free tiers are not included.
/// </summary>
internal static class Ec2Prices
{
    public const string AsOf = "us-east-1 list prices of 2026-07-20";

    /// <summary>The hourly price of a public IPv4 address, in US dollars.</summary>
    public const decimal AddressPerHour = 0.005m;

    private const decimal VolumePerGigabyteAndMonth = 0.08m;
    private const int HoursPerMonth = 730; // AWS's conversion

    private static readonly Dictionary<string, decimal> Instances = new(StringComparer.Ordinal)
    {
        ["t3.micro"] = 0.0104m,
        ["t3.small"] = 0.0208m,
        ["t3.medium"] = 0.0416m,
        ["t3.large"] = 0.0832m,
        ["t3a.micro"] = 0.0094m,
        ["t3a.small"] = 0.0188m,
        ["t3a.medium"] = 0.0376m,
        ["t3a.large"] = 0.0752m,
        ["t4g.micro"] = 0.0084m,
        ["t4g.small"] = 0.0168m,
        ["t4g.medium"] = 0.0336m,
        ["t4g.large"] = 0.0672m,
    };

    /// <summary>Returns the hourly on-demand price of an instance type, in US dollars; null for a type not in the table.</summary>
    public static decimal? InstancePerHour(string? type) => type is not null && Instances.TryGetValue(type, out var price) ? price : null;

    /// <summary>Returns the hourly price of a volume, in US dollars; null for a volume type other than gp3.</summary>
    public static decimal? VolumePerHour(string type, int gigabytes) =>
        type == RootVolume.Type ? gigabytes * VolumePerGigabyteAndMonth / HoursPerMonth : null;
}
