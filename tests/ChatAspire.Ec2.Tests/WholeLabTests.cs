using System.Diagnostics;
using System.Globalization;
using System.Text;
using ChatAspire.Lab.Images;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Testing;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests a lab on AWS from creation to removal, as a user runs it, on instances that are complete hosts.</summary>
public sealed class WholeLabTests(Vpc vpc) : IAsyncLifetime
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(16);

    private readonly StringBuilder _output = new();
    private HostMachines _machines = null!;
    private Ec2Fixture _ec2 = null!;

    public async ValueTask InitializeAsync()
    {
        _machines = await vpc.MachinesAsync();
        await MakeImagesAsync();
        _ec2 = await Ec2Fixture.StartAsync(_machines);
    }

    public async ValueTask DisposeAsync()
    {
        if (_ec2 is not null)
        {
            await _ec2.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task From_nothing_to_a_message_across_to_nothing(int release)
    {
        await using var trace = await OtlpSink.StartAsync();
        _ec2.Environs = trace.Environment;
        await using var watch = new SecretWatch();
        var debian = _ec2.Cloud.Images.First(i => i.Name.StartsWith($"debian-{release}-amd64", StringComparison.Ordinal));
        string[] image = ["--image", debian.Id];
        await _machines.PrepareAsync(debian);

        var up = await RunAsync("up", _ec2.CliUp([.. image, "--explain"]));
        Assert.Equal(2, _ec2.Cloud.Alive().Count);
        Assert.Contains("A message from host-a arrives at host-b", up, StringComparison.Ordinal);
        MayMake("up", Requests.MostOfUp);

        await RunAsync("verify", _ec2.Cli("verify"));
        Assert.Contains("vxlan0", await RunAsync("walk", _ec2.Cli("walk", "chat-b", "redis")), StringComparison.Ordinal);
        foreach (var section in Lessons)
        {
            await RunAsync($"lesson {section}", _ec2.Cli("lesson", section, "--yes"));
        }

        _ec2.Server.ForgetCalls();
        Assert.Contains("is up (no changes", await RunAsync("second up", _ec2.CliUp(image)), StringComparison.Ordinal);
        Assert.DoesNotContain(_ec2.Server.Calls, c => c.Changes);

        Assert.Contains("ends itself in 7 h", await RunAsync("status", _ec2.Cli("status", "--json")), StringComparison.Ordinal);
        var secrets = SecretWatch.Of(_ec2.KeptFiles());
        _ec2.AssertKeepsToItself(secrets);
        await HostsKeepSecretsAsync(secrets);
        await MetadataIsClosedAsync();
        await GroupIsKeptToAsync();

        await RunAsync("ttl", _ec2.Cli("ttl", "4h"));
        Assert.Contains("ends itself in 3 h 5", await RunAsync("status", _ec2.Cli("status", "--json")), StringComparison.Ordinal);

        await OverlayIsClosedToRoutesAsync();
        var identity = await IdentityAsync();
        await RebootAsync("host-b");
        await RunAsync("up after a reboot", _ec2.CliUp(image));
        Assert.Equal(identity, await IdentityAsync());
        await RunAsync("verify after a reboot", _ec2.Cli("verify"));

        _ec2.Server.ForgetCalls();
        await RunAsync("down", _ec2.Cli("down"));
        Assert.Empty(_ec2.Cloud.Leftovers());
        MayMake("down", Requests.MostOfDown);

        Assert.Contains("process.command_line", trace.Received, StringComparison.Ordinal);
        SecretWatch.AssertClean(secrets, "the trace", trace.Received);
        SecretWatch.AssertClean(secrets, "the output", _output.ToString());
        Assert.Contains(watch.Arguments, a => a.Contains("redis-server", StringComparison.Ordinal)); // in a container of a host
        SecretWatch.AssertClean(secrets, "the arguments", string.Join('\n', watch.Arguments));
    }

    public static TheoryData<int> Releases => FullRun.IsOn ? [13, 12] : [13];

    /// <summary>All lessons, or one of them in a run that is not <c>--full</c>.</summary>
    private static string[] Lessons => FullRun.IsOn ? ["3-1", "3-2", "3-3", "3-4", "3-5", "3-6"] : ["3-6"];

    private HostMachine Machine(string host) => (HostMachine)_ec2.Cloud.Alive().Single(i => i.Tags["chatlab:host"] == host).Machine.Result;

    private void MayMake(string verb, int most)
    {
        var requests = _ec2.Server.Calls.WithoutWaits();
        Say($"{verb}: {requests.Count} requests without the waits, {_ec2.Server.Calls.Count} with them: "
            + string.Join(", ", requests.Where(c => !c.DryRun).Select(c => c.Action)));
        Assert.True(requests.Count <= most, $"{verb} made {requests.Count} requests:\n{string.Join('\n', requests)}");
    }

    // The data visible to other users of a host: Docker's output and logs, the console, world-readable files newer than the boot.
    private async Task HostsKeepSecretsAsync(IReadOnlyList<string> secrets)
    {
        foreach (var machine in new[] { Machine("host-a"), Machine("host-b") })
        {
            var shown = await machine.RunAsync(
                """
                docker ps -aq | xargs docker inspect; docker ps -aq | xargs -n 1 docker logs 2>&1
                find / -xdev -newer /.dockerenv -type f -perm -o=r -not -path '/proc/*' -exec cat {} + 2>/dev/null || true
                """);
            Assert.Contains("vxlan-net", shown, StringComparison.Ordinal);
            SecretWatch.AssertClean(secrets, "what a host shows", shown);
            SecretWatch.AssertClean(secrets, "a host's console", machine.Console);
            // The user data's key is worth nothing: the host presents another.
            var first = await machine.RunAsync("jq -Rrs 'sub(\"^[^\\n]*\\n\"; \"\") | fromjson | .ssh_keys.ed25519_public' "
                + "/var/lib/cloud/instance/user-data.txt");
            Assert.DoesNotContain(first.Split(' ')[1], await machine.RunAsync("cat /etc/ssh/ssh_host_*.pub"), StringComparison.Ordinal);
        }
    }

    // A container with the host's network cannot tell itself from the host, so the service is off for both.
    private async Task MetadataIsClosedAsync()
    {
        var machine = Machine("host-a");
        string Ask(string network) =>
            $"docker run --rm --network {network} chataspire/test curl -s -o /dev/null -w '%{{http_code}}' --max-time 2 -X PUT "
            + "-H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token || true";

        Assert.Equal("403", await machine.RunAsync(Ask("host")));

        machine.SwitchMetadata(on: true);
        Assert.Equal("200", await machine.RunAsync(Ask("host")));
        Assert.Equal("000", await machine.RunAsync(Ask("bridge"))); // one hop further
        machine.SwitchMetadata(on: false);
    }

    // The chat is reachable on its own host and for allowed addresses outside, but not for a neighbour in the VPC.
    private async Task GroupIsKeptToAsync()
    {
        var ask = $"curl -s -o /dev/null --max-time 2 -w '%{{http_code}}' http://{Machine("host-a").PrivateAddress}:5000/health || true";

        Assert.Equal("200", await Machine("host-a").RunAsync(ask));
        Assert.Equal("000", await Machine("host-b").RunAsync(ask));
    }

    // A machine beside the host, whose security group lets everything in and whose FORWARD policy is ACCEPT.
    private async Task OverlayIsClosedToRoutesAsync()
    {
        var machine = Machine("host-a");
        string[] inside = ["172.18.0.100/6379", "172.18.0.200/18888", "172.18.0.200/18889"];
        await machine.RunAsync("iptables -t mangle -F PREROUTING; iptables -P FORWARD ACCEPT");

        Assert.Equal(["5000"], await _machines.OpenBesideAsync(machine, inside));

        await machine.RunAsync("iptables -t raw -F PREROUTING");
        Assert.Equal([.. inside, "5000"], await _machines.OpenBesideAsync(machine, inside));
        await machine.RunAsync("iptables -P FORWARD DROP");
    }

    // A boot that cloud-init takes for that of a new instance replaces the SSH keys and runs the user data again.
    private Task<string> IdentityAsync() => Machine("host-b").RunAsync(
        "cat /etc/ssh/ssh_host_ed25519_key.pub /var/lib/cloud/data/instance-id /etc/systemd/system/chatlab-ttl.timer; "
        + "stat -c %Y /var/lib/cloud/data/result.json");

    private async Task RebootAsync(string host)
    {
        var started = Stopwatch.GetTimestamp();
        var machine = Machine(host);
        await machine.TryAsync("systemctl reboot");
        await Wait.UntilAsync(
            $"{host} has booted again",
            async () => machine.Boots == 2
                && (await machine.TryAsync("systemctl is-active multi-user.target chatlab-ttl.timer")).Output == "active\nactive\n",
            TimeLimit);
        Say(string.Create(CultureInfo.InvariantCulture, $"reboot: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
    }

    private async Task<string> RunAsync(string what, ChildProcess program)
    {
        var started = Stopwatch.GetTimestamp();
        await using (program)
        {
            var code = await program.WaitForExitAsync(TimeLimit);
            Say(string.Create(CultureInfo.InvariantCulture, $"{what}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
            _output.Append(program.Output);
            Assert.True(code == 0, $"{what}: exit code {code}\n{program.Output}");
            return program.Output;
        }
    }

    private static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    /// <summary>Makes the images available here: on AWS, hosts pull missing images, but these hosts may not reach a registry.</summary>
    private static async Task MakeImagesAsync()
    {
        var spec = LabSpec.Load(Path.Combine(Testing.Repository.Root, "lab.json"));
        var engine = new StepEngine(_ => { });
        engine.Add(HostMachines.Here);
        await engine.ApplyAsync(ImageSteps.ThroughLocalEngine(LabImage.Needed(spec, spec.Hosts), _ => "")[0], default);
    }
}
