namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The kind of address used to reach the hosts.</summary>
public enum HostAddress
{
    /// <summary>The public address, over the internet.</summary>
    Public,

    /// <summary>The private address, from inside the VPC or by a VPN into it.</summary>
    Private,
}

/// <summary>User options for a lab on AWS; null values are determined automatically.</summary>
public sealed record Ec2Options
{
    /// <summary>Two vCPUs and 1 GiB: the smallest type that carries the chapter's containers.</summary>
    public const string DefaultInstanceType = "t3.micro";

    /// <summary>A service that returns the source address of a request. It is run by AWS, so no third party learns the address.</summary>
    public static readonly Uri DefaultAddressService = new("https://checkip.amazonaws.com");

    /// <summary>The region; null for the SDK's default (<c>AWS_REGION</c>, the profile).</summary>
    public string? Region { get; init; }

    /// <summary>The profile; null for the SDK's default (<c>AWS_PROFILE</c>, or the default credential chain).</summary>
    public string? Profile { get; init; }

    /// <summary>The API endpoint; null for <c>AWS_ENDPOINT_URL_EC2</c>, or the region's own.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The VPC; null for the region's default VPC.</summary>
    public string? Vpc { get; init; }

    /// <summary>The subnet; null for a default subnet of the VPC in a zone that offers the instance type.</summary>
    public string? Subnet { get; init; }

    /// <summary>The image; null for Debian's newest image of <see cref="DebianImage.Release"/> for the type's architecture.</summary>
    public string? Image { get; init; }

    public string InstanceType { get; init; } = DefaultInstanceType;

    /// <summary>The IPv4 CIDR that may reach SSH and the chat; null for the caller's address per <see cref="AddressService"/>.</summary>
    public string? Allow { get; init; }

    /// <summary>The IPv4 CIDR that may reach SSH; null for <see cref="Allow"/>.</summary>
    public string? AllowSsh { get; init; }

    /// <summary>The IPv4 CIDR that may reach the chat; null for <see cref="Allow"/>.</summary>
    public string? AllowChat { get; init; }

    /// <summary>The service that returns the caller's address; used only where no CIDR is given.</summary>
    public Uri AddressService { get; init; } = DefaultAddressService;

    /// <summary>Tags for every resource, besides the lab's own.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The size of each host's disk, in GB; null for the image's own.</summary>
    public int? DiskGigabytes { get; init; }

    /// <summary>True for spot instances: cheaper, but AWS may end them at any time.</summary>
    public bool Spot { get; init; }

    /// <summary>The time after which the instances terminate themselves; null for never.</summary>
    public TimeSpan? TimeToLive { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The end of the time to live of a resource that is created now; null for never.</summary>
    internal DateTimeOffset? Ends() => DateTimeOffset.UtcNow + TimeToLive;

    public HostAddress Address { get; init; }

    /// <summary>The timeouts for AWS operations.</summary>
    public Ec2Timeouts Timeouts { get; init; } = new();
}

/// <summary>The timeout of each wait, and the polling interval.</summary>
public sealed record Ec2Timeouts
{
    /// <summary>The time from the launch to the state <c>running</c>.</summary>
    public TimeSpan Running { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The time from <c>running</c> to an SSH server that presents our host key.</summary>
    public TimeSpan Ssh { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The time from SSH to the end of the installation.</summary>
    public TimeSpan CloudInit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The time from the termination request until the instance and its dependent resources are released.</summary>
    public TimeSpan Gone { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The time until a new resource is visible to all of EC2, which is eventually consistent.</summary>
    public TimeSpan Visible { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The time that <c>down</c> and a roll-back keep polling after an interrupted launch, for instances EC2 lists late.</summary>
    public TimeSpan CutOff { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The polling interval.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);
}
