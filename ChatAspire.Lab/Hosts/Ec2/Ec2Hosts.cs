using System.Net;
using System.Text.Json;
using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Provides EC2 instances as hosts. Resources are found by tag; only the launch state with the private keys is stored locally.
/// <c>up</c> checks the permissions, stores the keys, creates the key pair, the security group and the instances, and waits for SSH and
/// the installation.
/// </summary>
public sealed class Ec2Hosts : IHostSource, IAsyncDisposable
{
    /// <summary>The name shown instead of a host's name for steps that call the API.</summary>
    private const string Place = "aws";

    private readonly LabSpec _spec;
    private readonly Ec2Options _options;
    private readonly LabDirectory _directory;
    private readonly AmazonEC2Client _api;
    private readonly Ec2Inventory _inventory;
    private LaunchTarget? _place;
    private InstanceReadiness? _waits;

    /// <exception cref="UserErrorException">No region is set, or the region or profile does not exist.</exception>
    public Ec2Hosts(LabSpec spec, Ec2Options options, LabDirectory directory)
    {
        (_spec, _options, _directory) = (spec, options, directory);
        _api = Ec2Connection.Open(options);
        _inventory = new Ec2Inventory(_api, spec.Name);
    }

    /// <summary>The region's name: <c>eu-central-1</c>.</summary>
    public string Region => _api.Config.AuthenticationRegion;

    /// <summary>All labs of the account and region, including those of other users.</summary>
    public Ec2Fleet Fleet => new(_api, _options.Timeouts);

    public IReadOnlyList<string> Warnings => [.. _place?.Allow.Warnings ?? []];

    public async Task<IReadOnlyList<Problem>> PreflightAsync(CancellationToken cancellation)
    {
        var problems = new ProblemList();
        LaunchState.CheckModes(_directory);
        var saved = SavedState();
        await LookAsync(problems, cancellation);
        foreach (var foreign in Foreign(saved))
        {
            problems.Add(foreign);
        }

        AddTakenNames(problems);
        AddCutOff(problems);
        await AskPermissionsAsync(problems, cancellation);
        return problems.All;
    }

    public async Task<IReadOnlyList<Problem>> PermissionProblemsAsync(CancellationToken cancellation)
    {
        var problems = new ProblemList();
        await LookAsync(problems, cancellation);
        await AskPermissionsAsync(problems, cancellation);
        return problems.All;
    }

    /// <summary>Returns a Terraform configuration of the resources that <c>up</c> would create; changes nothing.</summary>
    /// <exception cref="PreflightException">The lab cannot be planned.</exception>
    public async Task<string> ExportAsync(CancellationToken cancellation) =>
        new TerraformExport(_spec, _options, Region, await TargetAsync(cancellation)).Text();

    private async Task<LaunchTarget> TargetAsync(CancellationToken cancellation)
    {
        if (_place is null)
        {
            var problems = new ProblemList();
            await LookAsync(problems, cancellation);
            if (problems.All.Count > 0)
            {
                throw new PreflightException(problems.All);
            }
        }

        return _place!;
    }

    public async Task<HostPlan> PlanAsync(CancellationToken cancellation)
    {
        var place = await TargetAsync(cancellation);
        var lab = new Ec2Lab(_spec, _options, _api, _inventory, _directory) { State = PrepareState() };
        _waits = new InstanceReadiness(lab, place.Allow);
        return new HostPlan(
            [
                new("what the hosts need", [new(Place, Place, SharedResourceSteps.For(lab, place))]),
                new("hosts", [.. _spec.Hosts.Select(h => new InstanceSteps(lab, place, _waits, h.Name).ForHost(Place))]),
            ],
            [.. _spec.Hosts.Select(Foreseen)]);
    }

    public Task<IReadOnlyList<Phase>> RemovalAsync(CancellationToken cancellation) =>
        new Ec2Teardown(_api, _spec.Name, Region, _options.Timeouts, SavedStateIfReadable(), SharedResourceSteps.Forget(_directory))
            .PlanAsync(Place, cancellation);

    public async Task<IReadOnlyList<LabHost>> ConnectAsync(CancellationToken cancellation)
    {
        LaunchState.CheckModes(_directory);
        var saved = SavedState();
        await Ec2Errors.AskAsync(
            "DescribeInstances", () => _inventory.LookForInstancesAsync(_options.Timeouts.Poll, cancellation), cancellation);
        (HostSpec Spec, Instance Instance)[] running = [.. _spec.Hosts
            .Select(h => (h, _inventory.AliveOf(h.Name).FirstOrDefault(i => saved is not null && i.State.Name == InstanceStateName.Running
                && saved.Launches.TryGetValue(h.Name, out var launch) && launch.Token == i.ClientToken)!))
            .Where(h => h.Item2 is not null)];
        if (running.Length < _spec.Hosts.Count && Foreign(saved).FirstOrDefault() is { } foreign)
        {
            throw foreign;
        }

        if (saved is null)
        {
            return [];
        }

        var waits = new InstanceReadiness(new Ec2Lab(_spec, _options, _api, _inventory, _directory) { State = saved }, allow: null);
        try
        {
            return await Task.WhenAll(running.Select(async h =>
            {
                var host = waits.Connect(h.Spec.Name);
                var (nic, mtu) = await Underlay.ReadAsync(host, cancellation);
                var published = Published(h.Spec, waits.AddressOf(h.Instance)!);
                return new LabHost(
                    new HostFacts(h.Spec, h.Instance.PrivateIpAddress, nic, mtu, published)
                    {
                        Bill = InstanceAge.Bill(h.Instance, _options.DiskGigabytes ?? RootVolume.DefaultGigabytes),
                    },
                    host);
            }));
        }
        catch
        {
            await waits.DisposeAsync(); // one connection failed; closes the others
            throw;
        }
    }

    /// <summary>Replaces the time to live of connected hosts, and returns their new deadlines.</summary>
    /// <param name="timeToLive">The time from now until the hosts terminate themselves; null for never.</param>
    /// <exception cref="UserErrorException">A host or AWS refused a change; other changes may have been made.</exception>
    public Task<IReadOnlyList<HostDeadline>> SetTimeToLiveAsync(
        IReadOnlyList<LabHost> hosts, TimeSpan? timeToLive, CancellationToken cancellation) =>
        TimeToLiveChange.ApplyAsync(_api, _inventory, hosts, timeToLive, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_waits is not null)
        {
            await _waits.DisposeAsync();
        }

        _api.Dispose();
    }

    private void AddTakenNames(ProblemList problems)
    {
        if (_inventory.ForeignGroup is { } group)
        {
            problems.Add(new UserErrorException(
                $"AWS: a security group '{_spec.Name}' exists that this lab did not create ({group.GroupId}).", Ec2Errors.NameTaken));
        }

        if (_inventory.ForeignKey is { } key)
        {
            problems.Add(new UserErrorException(
                $"AWS: a key pair '{_spec.Name}' exists that this lab did not create ({key.KeyPairId}).", Ec2Errors.NameTaken));
        }
    }

    /// <summary>
    /// Reports overlay subnets that overlap an allowed range, because the hosts would route their replies to that range into the overlay.
    /// </summary>
    private void AddCutOff(ProblemList problems)
    {
        (string Key, string Subnet)[] overlay =
            [("$.overlay.subnet", _spec.Overlay.Subnet), ("$.overlay.deviceSubnet", _spec.Overlay.DeviceSubnet)];
        foreach (var allow in (_place?.Allow.Networks ?? []).Where(a => a.PrefixLength > 0))
        {
            foreach (var (key, subnet) in overlay.Where(o => allow.Overlaps(IPNetwork.Parse(o.Subnet))))
            {
                problems.Add(new UserErrorException(
                    $"{key}: {subnet} overlaps {allow}, which may reach the hosts: "
                    + "replies to it would go into the overlay.",
                    $"Give {key} another range in lab.json, or use a narrower --allow CIDR."));
            }
        }
    }

    private async Task AskPermissionsAsync(ProblemList problems, CancellationToken cancellation)
    {
        var launch = _place is null ? null : Ec2Requests.Run(
            _spec.Name, "preflight", Launch.Create(_spec.Name, "preflight", _options.TimeToLive), _place, _options,
            _inventory.Key?.KeyName, _inventory.Group?.GroupId, dryRun: true, count: Math.Max(1, MissingHosts));
        await Ec2Permissions.AskAsync(_api, _spec.Name, _place?.Vpc.VpcId, launch, _options, problems, cancellation);
    }

    private int MissingHosts => _spec.Hosts.Count(h => _inventory.AliveOf(h.Name).Count == 0);

    private async Task LookAsync(ProblemList problems, CancellationToken cancellation)
    {
        var inventory = await problems.TryAsync("DescribeInstances", async () =>
        {
            await _inventory.LookAsync(cancellation);
            return _inventory;
        }, cancellation);
        _place = await LaunchTarget.LookAsync(_api, _options, MissingHosts, problems, cancellation);
        if (inventory is not null && _place is not null)
        {
            await Ec2Errors.AskAsync(
                "DescribeSecurityGroups", () => _inventory.LookForForeignAsync(_place.Vpc.VpcId, cancellation), cancellation);
        }
    }

    /// <summary>Loads the launch state; null if none is saved. The resources of a lab in another region are not visible here.</summary>
    /// <exception cref="UserErrorException">The file is damaged, or belongs to a lab in another region.</exception>
    private LaunchState? SavedState()
    {
        var saved = LaunchState.Load(_directory);
        return saved?.Region is not { } made || made == Region ? saved : throw new UserErrorException(
            $"The lab \"{_spec.Name}\" was created in {made}, but the region is {Region}.",
            $"Use --region {made}. To move the lab to {Region}, remove it in {made} first: `down --region {made}`.");
    }

    /// <summary>
    /// Loads the launch state; null if it is missing or damaged. <c>down</c> needs no state, because it finds resources by tag.
    /// </summary>
    private LaunchState? SavedStateIfReadable()
    {
        try
        {
            return SavedState();
        }
        catch (UserErrorException e) when (e.InnerException is JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Returns the saved state with a launch for each host. A host without an instance gets a new launch, unless its saved launch may still
    /// be under way; the saved launch is then repeated with its token.
    /// </summary>
    private LaunchState PrepareState()
    {
        var saved = SavedState() ?? LaunchState.Create(_spec.Name, Region);
        foreach (var host in _spec.Hosts.Select(h => h.Name))
        {
            if (!saved.Launches.TryGetValue(host, out var launch) || (_inventory.AliveOf(host).Count == 0 && !launch.MayBeUnderWay))
            {
                saved = saved.With(host, Launch.Create(_spec.Name, host, _options.TimeToLive));
            }
        }
        return saved;
    }

    /// <summary>Returns an error for each instance of the lab whose keys are not in the saved state.</summary>
    private IEnumerable<UserErrorException> Foreign(LaunchState? saved) => _inventory.Alive
        .Where(i => saved?.Launches.Values.All(l => l.Token != i.ClientToken) != false)
        .Select(i => new UserErrorException(
            $"AWS: {i.InstanceId} of this lab is running, but its keys are not on this machine.", InstanceSteps.ForeignInstance));

    private Dictionary<int, Uri> Published(HostSpec host, string address) => _spec.Chat
        .Where(c => c.Host == host.Name)
        .ToDictionary(c => c.Publish, c => new Uri($"http://{address}:{c.Publish}"));

    /// <summary>Predicts a host's facts: a placeholder for its address, and the device and MTU of Nitro instances in a VPC.</summary>
    private static HostFacts Foreseen(HostSpec host) =>
        new(host, $"PRIVATE_ADDRESS_OF_{host.Name}", "ens5", 9001, new Dictionary<int, Uri>());
}
