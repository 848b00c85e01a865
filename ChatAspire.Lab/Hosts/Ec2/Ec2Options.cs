namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>The kind of address at which this machine reaches the hosts.</summary>
public enum HostAddress
{
    /// <summary>The public address, over the internet.</summary>
    Public,

    /// <summary>The private address, from inside the VPC or through a VPN into it.</summary>
    Private,
}

/// <summary>The user's options for a lab on AWS, parsed.</summary>
public sealed record Ec2Options
{
    /// <summary>The default instance type: 2 vCPUs and 1 GiB of memory, the smallest that can run the chapter's containers.</summary>
    public const string DefaultInstanceType = "t3.micro";

    /// <summary>
    /// The default service that returns the source address of a request. AWS runs it, so no third party learns the address.
    /// </summary>
    public static readonly Uri DefaultAddressService = new("https://checkip.amazonaws.com");

    /// <summary>The region; null for the profile's, else the SDK's default (<c>AWS_REGION</c>), else <c>AWS_DEFAULT_REGION</c>.</summary>
    public string? Region { get; init; }

    /// <summary>The AWS profile; null for the SDK's default (<c>AWS_PROFILE</c>, or the default credential chain).</summary>
    public string? Profile { get; init; }

    /// <summary>The API endpoint; null for <c>AWS_ENDPOINT_URL_EC2</c>, or if that is not set, the region's own endpoint.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The VPC's id; null for the VPC of <see cref="Subnet"/>, or without one, for the region's default VPC.</summary>
    public string? Vpc { get; init; }

    /// <summary>
    /// The subnet's id; null for a usable subnet of the VPC in a zone that offers the instance type, preferably a default subnet.
    /// </summary>
    public string? Subnet { get; init; }

    /// <summary>
    /// The image's id; null for the newest image of Debian <see cref="DebianImage.Release"/> for the instance type's architecture.
    /// </summary>
    public string? Image { get; init; }

    public string InstanceType { get; init; } = DefaultInstanceType;

    /// <summary>
    /// The IPv4 CIDR that may reach SSH and the chat; null for the caller's address as <see cref="AddressService"/> returns it.
    /// </summary>
    public string? Allow { get; init; }

    /// <summary>The IPv4 CIDR that may reach SSH; null for <see cref="Allow"/>.</summary>
    public string? AllowSsh { get; init; }

    /// <summary>The IPv4 CIDR that may reach the chat; null for <see cref="Allow"/>.</summary>
    public string? AllowChat { get; init; }

    /// <summary>The service that returns the caller's address as text; called only if SSH or the chat has no CIDR.</summary>
    public Uri AddressService { get; init; } = DefaultAddressService;

    /// <summary>The user's tags for every resource, in addition to the lab's own.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The size of each host's disk, in GB; null for the image's own size.</summary>
    public int? DiskGigabytes { get; init; }

    /// <summary>True for spot instances, which are cheaper, but which AWS may terminate at any time.</summary>
    public bool Spot { get; init; }

    /// <summary>The time after which the instances terminate themselves; null for never.</summary>
    public TimeSpan? TimeToLive { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Returns the end of the time to live for a resource created now; null for never.</summary>
    internal DateTimeOffset? Ends() => DateTimeOffset.UtcNow + TimeToLive;

    public HostAddress Address { get; init; }

    /// <summary>The timeouts for AWS operations.</summary>
    public Ec2Timeouts Timeouts { get; init; } = new();
}

/// <summary>The time limits of the waits for AWS, and the polling interval.</summary>
public sealed record Ec2Timeouts
{
    /// <summary>The time from the launch to the state <c>running</c>.</summary>
    public TimeSpan Running { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The time from <c>running</c> until the SSH server presents the expected host key.</summary>
    public TimeSpan Ssh { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The time from the first SSH connection to the end of cloud-init.</summary>
    public TimeSpan CloudInit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The time from the termination request until the instance is terminated and its security group can be deleted.</summary>
    public TimeSpan Gone { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The time until a new or changed resource is visible everywhere in EC2, which is eventually consistent.</summary>
    public TimeSpan Visible { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The time that <c>down</c> and a roll-back poll for an interrupted launch's instance, which EC2 may list late.</summary>
    public TimeSpan CutOff { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The polling interval.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);
}
