using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Creates the steps of one host: launch the instance, connect with the pinned host key, replace that key, wait for the installation,
/// switch the metadata service off.
/// </summary>
internal sealed class InstanceSteps(Ec2Lab lab, LaunchTarget place, InstanceReadiness waits, string host)
{
    private static readonly string[] SpotArguments =
        ["--instance-market-options", "MarketType=spot,SpotOptions={SpotInstanceType=one-time,InstanceInterruptionBehavior=terminate}"];

    // True while a launch request is unanswered: it may have created an instance whose id is not known here.
    private volatile bool _unanswered;

    private readonly HostKeyStep _key = new(lab, waits, host);

    public HostSteps ForHost(string machine) =>
        new(host, machine, [Runs(), Answers(), _key.Step(), Installed(), new MetadataStep(lab, waits, host).Step()]);

    private Step Runs() => new()
    {
        Title = $"instance {lab.Id} {host} runs",
        Section = "3-5",
        Why = "The chapter's second machine costs money from here on; it ends itself "
            + (lab.State.Launches[host].TimeToLive is { } span ? $"{HostBill.Span(span)} after its first boot." : "never (--ttl none)."),
        Creates = host,
        Probe = (_, _) => Task.FromResult(Probe()),
        Apply = [Launch(), waits.Running(host)],
        Undo = [Terminate(i => true)],
    };

    private Step Answers() => new()
    {
        Title = "SSH answers with the pinned host key",
        Why = "At first that is a key made here and handed over in user data, so the first connection is already a verified one.",
        Probe = async (_, cancellation) => await waits.TrySshAsync(host, cancellation),
        Apply = [waits.Ssh(host)],
    };

    private Step Installed() => new()
    {
        Title = "cloud-init has installed what a host needs",
        Why = "Docker and the chapter's tools: " + string.Join(", ", HostPackages.Names) + ".",
        Probe = async (_, cancellation) => await waits.TryCloudInitAsync(host, cancellation),
        Apply = [waits.CloudInit(host)],
    };

    private int Gigabytes => lab.Options.DiskGigabytes ?? RootVolume.SizeOf(place.Image) ?? RootVolume.DefaultGigabytes;

    private Finding Probe()
    {
        var alive = lab.Inventory.AliveOf(host);
        var token = lab.State.Launches[host].Token;
        var ours = alive.FirstOrDefault(i => i.ClientToken == token);
        if (alive.Count == 0)
        {
            return Finding.Missing("there is none yet");
        }

        if (ours is null)
        {
            return Finding.Blocked($"{alive[0].InstanceId} is running, but its keys are not on this machine", ForeignInstance);
        }

        if (alive.Count > 1)
        {
            return Finding.Drifted($"there are {alive.Count}", Terminate(i => i.InstanceId != ours.InstanceId), waits.Running(host));
        }

        return ours.State.Name.Value switch
        {
            "running" => Finding.Satisfied(
                $"{ours.InstanceId} {(waits.AddressOf(ours) is { } address ? $"at {address}" : "without a public address")}, "
                + $"{InstanceAge.Describe(ours, Gigabytes, DateTimeOffset.UtcNow)}"),
            "pending" => Finding.Drifted($"{ours.InstanceId} is still pending", waits.Running(host)),
            var state => Finding.Drifted($"{ours.InstanceId} is {state}", Terminate(i => true), Launch(), waits.Running(host)),
        };
    }

    /// <summary>The hint for a running instance of the lab whose keys are not on this machine.</summary>
    public const string ForeignInstance =
        "Use the machine and user that created it, or run `down`, then `up`. "
        + "If a colleague created it, choose another \"name\" in lab.json: `down` would remove theirs.";

    private ApiCall Launch()
    {
        var launch = lab.State.Launches[host];
        return Ec2Call.Create("RunInstances", LaunchAsync,
        [
            "--image-id", place.Image.ImageId, "--instance-type", lab.Options.InstanceType, "--subnet-id", place.Subnet.SubnetId,
            "--security-group-ids", lab.Inventory.Group?.GroupId ?? Ec2Call.GroupId, "--key-name", lab.Id,
            lab.Options.Address == HostAddress.Public ? "--associate-public-ip-address" : "--no-associate-public-ip-address",
            "--metadata-options", "HttpTokens=required,HttpPutResponseHopLimit=1", "--instance-initiated-shutdown-behavior", "terminate",
            "--block-device-mappings", RootVolume.Of(place.Image, lab.Options.DiskGigabytes).ToArgument(),
            .. lab.Options.Spot ? SpotArguments : [],
            .. LabTags.ToArguments(Ec2Requests.Tags(lab.Id, host, launch, lab.Options)),
            "--client-token", launch.Token, "--user-data", "file:///dev/stdin",
        ]) with
        { Input = CommandInput.Text(CloudConfig.For(launch.WithoutSecret(), host)) };
    }

    private async Task<string> LaunchAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var launch = lab.State.Launches[host];
            if (await TryLaunchAsync(launch, cancellation) is { } instance
                && Ec2Inventory.IsAlive(instance)
                && instance.State.Name != InstanceStateName.Stopped)
            {
                lab.Inventory.Add(instance);
                return instance.InstanceId;
            }
            // The token cannot be used again: its instance has ended, or EC2 knows the token from a request with other parameters.
            lab.RenewLaunch(host);
        }
    }

    /// <returns>The instance; null if the launch cannot be repeated, so that a new launch is needed.</returns>
    private async Task<Instance?> TryLaunchAsync(Launch launch, CancellationToken cancellation)
    {
        if (launch.FirstKey is null)
        {
            return null; // without the first key the request would differ; an instance of this launch was already in use
        }

        var request = Ec2Requests.Run(lab.Id, host, launch, place, lab.Options, lab.Id, lab.Inventory.Group!.GroupId);
        try
        {
            return await RunAsync(request, cancellation);
        }
        catch (AmazonEC2Exception e) when (e.ErrorCode == "IdempotentParameterMismatch")
        {
            return null;
        }
        catch (AmazonEC2Exception e) when (e.ErrorCode == "InsufficientInstanceCapacity")
        {
            throw new UserErrorException(
                $"AWS: no room for a {lab.Options.InstanceType} in {place.Subnet.AvailabilityZone} at the moment.",
                place.ElsewhereHint,
                e);
        }
    }

    private async Task<Instance> RunAsync(RunInstancesRequest request, CancellationToken cancellation)
    {
        _unanswered = true;
        try
        {
            var answer = await Ec2Retry.UntilKnownAsync(
                lab.Timeouts, () => lab.Api.RunInstancesAsync(request, cancellation), cancellation);
            var instance = Ec2Answer.Need(answer.Reservation?.Instances?.FirstOrDefault(), "RunInstances", "instancesSet");
            instance = InstanceFields.Launched(instance, request);
            _unanswered = false;
            return instance;
        }
        catch (AmazonEC2Exception)
        {
            _unanswered = false; // EC2 answered with an error, so it created nothing
            throw;
        }
    }

    private ApiCall Terminate(Func<Instance, bool> which) => Ec2Call.Create("TerminateInstances", async cancellation =>
    {
        await LookAsync(cancellation);
        var ids = lab.Inventory.AliveOf(host).Where(which).Select(i => i.InstanceId).ToList();
        await lab.Inventory.EndAsync(ids, lab.Timeouts, cancellation);
        return string.Join(' ', ids);
    }, "--instance-ids", $"INSTANCE_ID_OF_{host}");

    /// <summary>
    /// Reads the instances from EC2. After an interrupted launch, polls until its instance is listed, up to
    /// <see cref="Ec2Timeouts.CutOff"/>.
    /// </summary>
    private async Task LookAsync(CancellationToken cancellation)
    {
        await Poll.UntilAsync(
            async () =>
            {
                await lab.Inventory.LookForInstancesAsync(TimeSpan.Zero, cancellation);
                return !_unanswered || lab.Inventory.Instances.Any(i => i.ClientToken == lab.State.Launches[host].Token);
            },
            lab.Timeouts.CutOff,
            lab.Timeouts.Poll,
            cancellation);
    }
}
