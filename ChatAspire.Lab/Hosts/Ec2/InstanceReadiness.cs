using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.EC2;
using Amazon.EC2.Model;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Waits for each stage between a launch and a usable host. Every wait has a time limit, after which the error contains the
/// instance's status from AWS and the end of its console output.
/// </summary>
/// <param name="allow">The sources allowed to reach the hosts, for a hint; null if not known.</param>
internal sealed class InstanceReadiness(Ec2Lab lab, AllowedSources? allow) : IAsyncDisposable
{
    private const int SshPort = 22;

    private readonly List<SshCommandRunner> _hosts = [];

    /// <summary>Returns the public or private address at which this machine reaches an instance; null while it has none.</summary>
    public string? AddressOf(Instance instance) =>
        lab.Options.Address == HostAddress.Public ? instance.PublicIpAddress : instance.PrivateIpAddress;

    /// <summary>Returns the runner for a host. Later calls return the same runner while the host's address and keys are the same.</summary>
    /// <exception cref="UserErrorException">The host has no instance with an address.</exception>
    public SshCommandRunner Connect(string host)
    {
        if (Unready(host) is { } finding)
        {
            throw new UserErrorException($"{host}: {finding.Reason}.", finding.Hint ?? "Run `up` again.");
        }

        var launch = lab.State.Launches[host];
        var endpoint = new SshEndpoint(
            new IPEndPoint(IPAddress.Parse(AddressOf(Ours(host))!), SshPort),
            "root",
            lab.KeyPath,
            launch.FirstKey?.PublicKey ?? launch.OwnKey!)
        {
            NextHostKey = launch.FirstKey is null ? null : launch.OwnKey,
        };
        lock (_hosts)
        {
            if (_hosts.FirstOrDefault(connected => connected.Name == host && connected.Endpoint == endpoint) is not { } runner)
            {
                _hosts.Add(runner = new SshCommandRunner(host, endpoint));
            }

            return runner;
        }
    }

    public ApiCall Running(string host) => Ec2Call.CreateWait("instance-running", async cancellation =>
    {
        Instance? instance = null;
        string? address = null;
        var isRunning = await Poll.UntilAsync(
            async () =>
            {
                await lab.Inventory.LookForInstancesAsync(lab.Timeouts.Poll, cancellation);
                instance = lab.Inventory.Instances.First(i => i.ClientToken == lab.State.Launches[host].Token);
                if (!Ec2Inventory.IsAlive(instance))
                {
                    throw await GaveUpAsync(
                        instance,
                        $"{host} ended while it started: {instance.StateReason?.Message}",
                        "Run `up` again; if it ends again, try another --instance-type or --image.",
                        cancellation);
                }

                address = instance.State.Name == InstanceStateName.Running ? AddressOf(instance) : null;
                return address is not null;
            },
            lab.Timeouts.Running,
            lab.Timeouts.Poll,
            cancellation);
        if (isRunning)
        {
            return address!;
        }

        throw instance!.State.Name == InstanceStateName.Running
            ? new UserErrorException(
                $"{host} ({instance.InstanceId}) is running but has no public address.",
                "Its subnet assigns none: choose another --subnet, or use --address private from inside the VPC.")
            : await GaveUpAsync(
                instance,
                $"{host} is still {instance.State.Name} after {lab.Timeouts.Running.TotalSeconds:0} s",
                "Run `up` again; `up --retain` keeps the hosts, and a second `up` continues waiting.",
                cancellation);
    }, "--instance-ids", $"INSTANCE_ID_OF_{host}");

    public ApiCall Ssh(string host) => new("ssh", ["-i", lab.KeyPath, $"root@ADDRESS_OF_{host}", "true"], async cancellation =>
    {
        var finding = await PollAsync(() => TrySshAsync(host, cancellation), lab.Timeouts.Ssh, cancellation);
        return finding.State == StepState.Satisfied
            ? ""
            : throw await UnreachableAsync(host, finding.Reason, cancellation);
    });

    public ApiCall CloudInit(string host) => new(
        "ssh",
        ["-i", lab.KeyPath, $"root@ADDRESS_OF_{host}", "cloud-init", "status", "--wait"],
        async cancellation =>
        {
            var finding = await PollAsync(() => TryCloudInitAsync(host, cancellation), lab.Timeouts.CloudInit, cancellation);
            return finding.State == StepState.Satisfied
                ? ""
                : throw await GaveUpAsync(
                    Ours(host),
                    $"{host}: cloud-init has not ended after {lab.Timeouts.CloudInit.TotalSeconds:0} s: {finding.Reason}",
                    "If it hangs at apt, the subnet may have no route to the internet. "
                        + "`up --retain` keeps the hosts; a second `up` continues waiting.",
                    cancellation);
        });

    /// <summary>Repeats a probe until its finding is satisfied or the time limit has passed.</summary>
    /// <returns>The last finding.</returns>
    /// <exception cref="UserErrorException">A finding is blocked, so waiting longer cannot help.</exception>
    private async Task<Finding> PollAsync(Func<Task<Finding>> probe, TimeSpan limit, CancellationToken cancellation)
    {
        Finding? finding = null;
        await Poll.UntilAsync(
            async () =>
            {
                finding = await probe();
                return finding.State != StepState.Blocked
                    ? finding.State == StepState.Satisfied
                    : throw new UserErrorException(finding.Reason, finding.Hint);
            },
            limit,
            lab.Timeouts.Poll,
            cancellation);
        return finding!;
    }

    public Task<Finding> TrySshAsync(string host, CancellationToken cancellation) =>
        TryAsync(host, new HostCommand("true"), _ => Finding.Satisfied(), cancellation);

    public Task<Finding> TryCloudInitAsync(string host, CancellationToken cancellation) =>
        TryAsync(host, new HostCommand("cat", CloudConfig.ResultFile), result =>
    {
        if (!result.Succeeded)
        {
            return Finding.Missing("it is still running");
        }

        using var read = JsonDocument.Parse(result.OutputBytes);
        var errors = read.RootElement.GetProperty("v1").GetProperty("errors").EnumerateArray().Select(e => e.ToString()).ToList();
        var serious = CloudInitErrors.ThatMatter(errors);
        return serious.Count == 0
            ? Finding.Satisfied(errors.Count == 0 ? "" : $"it reports what a lab does not need: {string.Join("; ", errors)}")
            : Finding.Blocked(
                $"{host}: cloud-init failed: {string.Join("; ", serious)}",
                $"Run `up --retain` to keep the hosts, then read the log: `chatlab ssh {host} -- cat /var/log/cloud-init-output.log`.");
    }, cancellation);

    /// <summary>
    /// Runs a command on a host and interprets its result. If the host cannot be reached, returns a finding with the reason.
    /// </summary>
    public async Task<Finding> TryAsync(
        string host, HostCommand command, Func<CommandResult, Finding> read, CancellationToken cancellation)
    {
        if (Unready(host) is { } finding)
        {
            return finding;
        }

        try
        {
            return read(await Connect(host).RunAsync(command, cancellation));
        }
        catch (HostUnreachableException e)
        {
            return e.HostKeyMismatch
                ? Finding.Blocked(e.Message, e.Hint)
                : Finding.Missing(e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }

    /// <returns>The reason why no connection to the host can be tried yet; null if its instance has an address.</returns>
    private Finding? Unready(string host)
    {
        if (OursIfAny(host) is not { } instance)
        {
            return Finding.Blocked("no running instance was launched with the keys stored on this machine", "Run `up`.");
        }

        var state = instance.State.Name;
        if (state != InstanceStateName.Running && state != InstanceStateName.Pending)
        {
            return Finding.Missing($"{instance.InstanceId} is {state}");
        }

        return AddressOf(instance) is not null ? null
            : state == InstanceStateName.Pending ? Finding.Missing($"{instance.InstanceId} is still pending")
            : Finding.Blocked(
                $"{instance.InstanceId} has no public address",
                "If the lab was created with --address private, pass it here too. "
                + "Otherwise run `down`, then `up` with a --subnet that assigns public addresses.");
    }

    private Instance? OursIfAny(string host) =>
        lab.Inventory.Alive.FirstOrDefault(i => i.ClientToken == lab.State.Launches[host].Token);

    /// <summary>Returns the host's instance: the one with the token of its launch.</summary>
    /// <exception cref="UserErrorException">The instance was terminated.</exception>
    public Instance Ours(string host) => OursIfAny(host)
        ?? throw new UserErrorException($"{host}: its instance was terminated.", "Run `up` again.");

    private async Task<UserErrorException> UnreachableAsync(string host, string why, CancellationToken cancellation)
    {
        var instance = Ours(host);
        var healthy = await StatusAsync(instance, cancellation) == "ok";
        return await GaveUpAsync(
            instance,
            $"{host}: no SSH after {lab.Timeouts.Ssh.TotalSeconds:0} s: {why}",
            healthy && await SshBanner.ReadAsync(AddressOf(instance)!, SshPort, TimeSpan.FromSeconds(5), cancellation) is null
                ? $"The instance is healthy, so something between here and there blocks port {SshPort}: "
                    + "often a company network, a proxy or a VPN. "
                    + $"Or AWS sees you at another address than the allowed {allow?.Ssh}. Try another network, or --allow CIDR."
                : "The console says how far it came. `up --retain` keeps the hosts, and a second `up` continues waiting.",
            cancellation);
    }

    private async Task<UserErrorException> GaveUpAsync(
        Instance instance, string message, string hint, CancellationToken cancellation) => new(
        $"{message}\n  AWS says: {instance.InstanceId} is {instance.State.Name}, "
        + $"status checks: {await StatusAsync(instance, cancellation)}"
        + $"\n  its console, last lines:\n    {await ConsoleAsync(instance, cancellation)}", hint);

    private async Task<string> StatusAsync(Instance instance, CancellationToken cancellation)
    {
        var answer = await lab.Api.DescribeInstanceStatusAsync(
            new() { InstanceIds = [instance.InstanceId], IncludeAllInstances = true }, cancellation);
        return answer.InstanceStatuses?.FirstOrDefault() is not { } status ? "none"
            : status.SystemStatus?.Status == status.Status?.Status ? $"{status.Status?.Status}"
            : $"system {status.SystemStatus?.Status}, instance {status.Status?.Status}";
    }

    private async Task<string> ConsoleAsync(Instance instance, CancellationToken cancellation)
    {
        var answer = await lab.Api.GetConsoleOutputAsync(new() { InstanceId = instance.InstanceId }, cancellation);
        var lines = Encoding.UTF8.GetString(Convert.FromBase64String(answer.Output ?? ""))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? "(nothing yet)" : string.Join("\n    ", lines.TakeLast(15));
    }
}
