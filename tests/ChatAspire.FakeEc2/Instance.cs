using System.Xml.Linq;
using static ChatAspire.FakeEc2.Ec2Xml;

namespace ChatAspire.FakeEc2;

/// <summary>The parameters of a RunInstances request, with defaults applied.</summary>
public sealed record InstanceRequest(
    MachineImage Image, MachineType Type, Subnet Subnet, KeyPair? Key, IReadOnlyList<SecurityGroup> Groups, bool PublicIp,
    string UserData, string ShutdownBehavior, string HttpTokens, int HopLimit, RootDisk Volume, bool Spot, string? ClientToken);

/// <summary>The root volume of an instance.</summary>
/// <param name="Dies">True if it is deleted with the instance.</param>
public sealed record RootDisk(bool Dies, int Gigabytes, bool Encrypted, string Type = "gp3");

/// <summary>An instance through its life: pending → running → shutting-down → terminated.</summary>
public sealed class Instance(string id, string privateIp, DateTimeOffset launched, InstanceRequest request,
    IReadOnlyDictionary<string, string> tags)
    : ITagged
{
    private readonly Dictionary<string, string> _tags = new(tags, StringComparer.Ordinal);
    private bool _metadataOn = true;
    private Task? _gone;

    public string Id => id;

    public string ReservationId { get; } = id.Replace("i-", "r-", StringComparison.Ordinal);

    public InstanceRequest Request => request;

    public DateTimeOffset Launched => launched;

    public IReadOnlyDictionary<string, string> Tags => _tags;

    public string Arn => $"arn:aws:ec2:{Cloud.Region}:{Cloud.Account}:instance/{id}";

    /// <summary>The machine behind the instance, available once it has started.</summary>
    public required Task<Machine> Machine { get; init; }

    /// <summary>The reason EC2 gives for the termination, as in <c>stateReason</c>: code and message.</summary>
    public (string Code, string Message)? StateReason { get; private set; }

    public DateTimeOffset? Ended { get; private set; }

    public bool Stopped { get; set; }

    public string State(DateTimeOffset now, Cloud cloud) =>
        Ended is { } ended ? (now < ended + cloud.ShuttingDownFor || _gone is { IsCompleted: false } ? "shutting-down" : "terminated")
        : Stopped ? "stopped"
        : now < launched + cloud.PendingFor || !Machine.IsCompleted ? "pending"
        : "running";

    /// <summary>Starts the termination: removes the machine, then the state becomes terminated. Idempotent.</summary>
    public void End(DateTimeOffset now, string code, string message)
    {
        if (Ended is not null)
        {
            return;
        }
        Ended = now;
        StateReason = (code, message);
        _gone = Machine.ContinueWith(
            m => m.IsCompletedSuccessfully ? m.Result.DisposeAsync().AsTask() : Task.CompletedTask, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Completes when the machine is fully removed.</summary>
    public Task Gone => _gone ?? Task.CompletedTask;

    public XElement?[] Describe(DateTimeOffset now, Cloud cloud)
    {
        var state = State(now, cloud);
        var machine = state is "running" ? Machine.Result : null;
        return
        [
            E("instanceId", id),
            E("imageId", request.Image.Id),
            StateElement("instanceState", state),
            E("keyName", request.Key?.Name),
            E("amiLaunchIndex", 0),
            E("instanceType", request.Type.Name),
            request.Spot ? E("instanceLifecycle", "spot") : null,
            E("launchTime", launched),
            E("placement", E("availabilityZone", request.Subnet.Zone)),
            .. Ended is null ? new[] { E("privateIpAddress", machine?.PrivateAddress ?? privateIp), E("subnetId", request.Subnet.Id),
                E("vpcId", request.Subnet.VpcId) } : [],
            .. machine is not null && request.PublicIp ? new[] { E("ipAddress", machine.PublicAddress) } : [],
            Set("groupSet", Ended is null ? request.Groups : [], g => [E("groupId", g.Id), E("groupName", g.Name)]),
            .. StateReason is { } reason ? new[] { E("stateReason", E("code", reason.Code), E("message", reason.Message)) } : [],
            E("architecture", request.Image.Architecture),
            E("rootDeviceName", Cloud.RootDevice),
            E("clientToken", request.ClientToken),
            MetadataOptions("metadataOptions"),
            Ec2Xml.Tags(_tags),
        ];
    }

    /// <summary>Sets a tag, or replaces its value.</summary>
    public void Tag(string key, string value) => _tags[key] = value;

    /// <summary>Switches the metadata service on or off.</summary>
    public void SwitchMetadata(bool on)
    {
        _metadataOn = on;
        Machine.Result.SwitchMetadata(on);
    }

    public XElement MetadataOptions(string name = "instanceMetadataOptions") =>
        E(name, E("state", "applied"), E("httpTokens", request.HttpTokens), E("httpPutResponseHopLimit", request.HopLimit),
            E("httpEndpoint", _metadataOn ? "enabled" : "disabled"));

    public static XElement StateElement(string name, string state) => E(name, E("code", Code(state)), E("name", state));

    private static int Code(string state) => state switch
    {
        "pending" => 0,
        "running" => 16,
        "shutting-down" => 32,
        "terminated" => 48,
        "stopping" => 64,
        _ => 80,
    };
}
