namespace ChatAspire.FakeEc2;

/// <summary>A resource with an ARN and tags, as IAM evaluates it.</summary>
public interface ITagged
{
    string Arn { get; }

    IReadOnlyDictionary<string, string> Tags { get; }
}

public sealed record Vpc(string Id, string Cidr, bool IsDefault);

/// <param name="Free">The number of free addresses.</param>
/// <param name="Cidr">The IPv4 range; null for a subnet that has IPv6 addresses only.</param>
public sealed record Subnet(
    string Id, string VpcId, string Zone, string? Cidr, bool MapPublicIp = true, bool DefaultForZone = true, int Free = 4091)
{
    /// <summary>The last byte of the next address. EC2 reserves five addresses of a subnet; ours start at .10.</summary>
    public int Handed { get; set; } = 10;
}

/// <summary>A route table of a VPC.</summary>
/// <param name="Subnets">The subnets that it is associated with; null for the main table, which serves all others.</param>
/// <param name="Default">The target of the default route: <c>igw-…</c>, <c>nat-…</c>; null for none.</param>
public sealed record RouteTable(string Id, string VpcId, IReadOnlyList<string>? Subnets, string? Default, string State = "active");

/// <param name="Gigabytes">The size of its root volume.</param>
public sealed record MachineImage(string Id, string Name, string OwnerId, string Architecture, DateTimeOffset Created,
    string State = "available", int Gigabytes = 8);

/// <param name="Zones">The availability zones' letters that offer it.</param>
public sealed record MachineType(string Name, string Architecture, int Vcpus, string Zones = "abc", bool CurrentGeneration = true);

/// <summary>The price of a spot instance in a zone, from a time on.</summary>
/// <param name="PerHour">US dollars, as EC2 writes them: <c>0.003100</c>.</param>
public sealed record SpotPrice(string Type, string Zone, DateTimeOffset Since, string PerHour);

public sealed record KeyPair(string Id, string Name, string PublicKey, string Fingerprint, IReadOnlyDictionary<string, string> Tags)
    : ITagged
{
    public string Arn => $"arn:aws:ec2:{Cloud.Region}:{Cloud.Account}:key-pair/{Name}";
}

public sealed record SecurityGroup(
    string Id, string Name, string Description, string VpcId, DateTimeOffset Created, IReadOnlyDictionary<string, string> Tags) : ITagged
{
    public List<SecurityRule> Rules { get; } = [];

    public string Arn => $"arn:aws:ec2:{Cloud.Region}:{Cloud.Account}:security-group/{Id}";
}

/// <summary>One inbound rule: a protocol, ports (ICMP: type and code, -1 for all), and one source.</summary>
/// <param name="Source">A CIDR, or the id of a security group.</param>
public sealed record SecurityRule(string Protocol, int FromPort, int ToPort, string Source)
{
    public bool FromGroup => Source.StartsWith("sg-", StringComparison.Ordinal);
}
