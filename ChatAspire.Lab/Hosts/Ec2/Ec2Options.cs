namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>How we reach the hosts.</summary>
public enum HostAddress
{
    /// <summary>Over the internet, at the instance's public address.</summary>
    Public,

    /// <summary>From inside the VPC, or by a VPN into it.</summary>
    Private,
}

/// <summary>What the user may say about the lab on AWS; whatever is null is found out.</summary>
public sealed record Ec2Options
{
    /// <summary>Two vCPUs and 1 GiB: the smallest type that carries the chapter's containers.</summary>
    public const string DefaultInstanceType = "t3.micro";

    /// <summary>Answers with the address that a request came from. AWS's own, so that nobody else learns of it.</summary>
    public static readonly Uri DefaultAddressService = new("https://checkip.amazonaws.com");

    /// <summary>Null: as the SDK finds it (<c>AWS_REGION</c>, the profile).</summary>
    public string? Region { get; init; }

    /// <summary>Null: as the SDK finds it (<c>AWS_PROFILE</c>, or the default chain of credentials).</summary>
    public string? Profile { get; init; }

    /// <summary>Null: <c>AWS_ENDPOINT_URL_EC2</c>, or the region's own.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Null: the region's default VPC.</summary>
    public string? Vpc { get; init; }

    /// <summary>Null: a default subnet of the VPC, in a zone that offers the instance type.</summary>
    public string? Subnet { get; init; }

    /// <summary>Null: Canonical's newest image of <see cref="Ubuntu.Series"/> for the type's architecture.</summary>
    public string? Image { get; init; }

    public string InstanceType { get; init; } = DefaultInstanceType;

    /// <summary>Who may reach SSH and the chat, an IPv4 CIDR. Null: the caller's own address alone, as <see cref="AddressService"/> sees it.</summary>
    public string? Allow { get; init; }

    /// <summary>Asked for the caller's address when <see cref="Allow"/> is null, and never otherwise.</summary>
    public Uri AddressService { get; init; } = DefaultAddressService;

    /// <summary>After this long the instances end themselves. Null: never.</summary>
    public TimeSpan? TimeToLive { get; init; } = TimeSpan.FromHours(8);

    public HostAddress Address { get; init; }

    /// <summary>How long to wait for what AWS does in its own time.</summary>
    public Ec2Patience Patience { get; init; } = new();
}

/// <summary>How long each wait may last, and how often it looks.</summary>
public sealed record Ec2Patience
{
    /// <summary>From the launch to the state <c>running</c>.</summary>
    public TimeSpan Running { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From <c>running</c> to an SSH server that shows our key.</summary>
    public TimeSpan Ssh { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From SSH to the end of the installation.</summary>
    public TimeSpan CloudInit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>From the request to terminate to the state <c>terminated</c>, and for what depends on it to be let go.</summary>
    public TimeSpan Gone { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Until a new thing is known to all of EC2, which is eventually consistent.</summary>
    public TimeSpan Visible { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long <c>down</c> and a roll-back keep looking after a launch that was cut off, for what EC2 shows late.</summary>
    public TimeSpan CutOff { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Between two looks.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);
}
