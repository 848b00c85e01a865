using System.Security.Cryptography;

namespace ChatAspire.FakeEc2;

/// <summary>An account in a region: its resources, limits and delays.</summary>
public sealed class Cloud
{
    public const string Region = "eu-central-1";
    public const string Account = "123456789012";
    public const string Debian = "136693071363";
    public const string RootDevice = "/dev/xvda";

    private int _ids;

    /// <summary>Guards all members.</summary>
    public Lock Gate { get; } = new();

    public IReadOnlyList<Vpc> Vpcs { get; set; } =
        [new("vpc-0a1", "172.31.0.0/16", IsDefault: true), new("vpc-0b2", "10.20.0.0/16", IsDefault: false)];

    public IReadOnlyList<Subnet> Subnets { get; set; } =
    [
        new("subnet-0a1", "vpc-0a1", Region + "a", "172.31.16.0/20"),
        new("subnet-0a2", "vpc-0a1", Region + "b", "172.31.32.0/20"),
        new("subnet-0a3", "vpc-0a1", Region + "c", "172.31.0.0/20"),
        new("subnet-0b1", "vpc-0b2", Region + "a", "10.20.1.0/24", MapPublicIp: false, DefaultForZone: false),
    ];

    public IReadOnlyList<RouteTable> RouteTables { get; set; } =
    [
        new("rtb-0a1", "vpc-0a1", Subnets: null, "igw-0a1"),
        new("rtb-0b1", "vpc-0b2", Subnets: null, "igw-0b2"),
    ];

    public IReadOnlyList<MachineImage> Images { get; set; } =
    [
        Official("debian-12-amd64", "x86_64", "20261005"),
        Official("debian-13-amd64", "x86_64", "20260915"),
        Official("debian-13-amd64", "x86_64", "20261012"),
        Official("debian-13-arm64", "arm64", "20261012"),
        Official("debian-13-backports-amd64", "x86_64", "20261020"),
        // Anyone may publish an image under such a name with a later date.
        Official("debian-13-amd64", "x86_64", "20261120") with { OwnerId = "666666666666", Id = "ami-0bad" },
    ];

    public IReadOnlyList<MachineType> Types { get; set; } =
        [new("t3.micro", "x86_64", 2), new("t3.large", "x86_64", 2, "ab"), new("t4g.micro", "arm64", 2), new("m7i.24xlarge", "x86_64", 96)];

    public List<SpotPrice> SpotPrices { get; } = [];

    public List<SecurityGroup> Groups { get; } =
        [new("sg-0default", "default", "default VPC security group", "vpc-0a1", DateTimeOffset.UnixEpoch,
            new Dictionary<string, string>())];

    public List<KeyPair> Keys { get; } = [];

    public List<Instance> Instances { get; } = [];

    /// <summary>The delay before a new resource is visible to calls that name it: EC2 is eventually consistent.</summary>
    public TimeSpan InvisibleFor { get; set; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan PendingFor { get; set; } = TimeSpan.FromMilliseconds(400);

    public TimeSpan ShuttingDownFor { get; set; } = TimeSpan.FromMilliseconds(400);

    /// <summary>The maximum size of a page; EC2 may paginate any response.</summary>
    public int PageSize { get; set; } = int.MaxValue;

    /// <summary>The account's vCPU limit for running standard instances.</summary>
    public int VcpuLimit { get; set; } = 32;

    /// <summary>True if a dry run already checks the vCPU limit. AWS does not document it, so both must work.</summary>
    public bool DryRunSeesQuota { get; set; }

    /// <summary>The number of instances a zone still has capacity for; a zone without an entry is not limited.</summary>
    public Dictionary<string, int> Capacity { get; } = new(StringComparer.Ordinal);

    public IamPolicy Policy { get; set; } = IamPolicy.Everything;

    /// <summary>A service control policy of the account's organization; only its denials count. Null for none.</summary>
    public IamPolicy? OrganizationPolicy { get; set; }

    /// <summary>Resources a lab must not leave behind: instances that are not terminated, key pairs, security groups it created.</summary>
    public IReadOnlyList<string> Leftovers()
    {
        lock (Gate)
        {
            var now = DateTimeOffset.UtcNow;
            return
            [
                .. Instances.Where(i => i.State(now, this) != "terminated").Select(i => i.Arn),
                .. Groups.Where(g => g.Name != "default").Select(g => g.Arn),
                .. Keys.Select(k => k.Arn),
            ];
        }
    }

    /// <summary>Instances in states that are or will be billed.</summary>
    public IReadOnlyList<Instance> Alive()
    {
        lock (Gate)
        {
            return [.. Instances.Where(i => i.Ended is null)];
        }
    }

    /// <summary>Creates an id in EC2's format: 17 hexadecimal digits.</summary>
    public string NewId(string prefix) =>
        $"{prefix}-{++_ids:x4}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(7))[..13]}";

    public bool Visible(DateTimeOffset created) => DateTimeOffset.UtcNow >= created + InvisibleFor;

    // debian-13-amd64-20261012-2264
    private static MachineImage Official(string name, string architecture, string serial) => new(
        $"ami-0{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(name + serial)))[..16]}",
        $"{name}-{serial}-2264",
        Debian, architecture,
        DateTimeOffset.ParseExact(serial, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal));
}
