using System.Diagnostics;
using System.Globalization;
using System.Text;
using ChatAspire.Lab.Hosts.Local;
using ChatAspire.Lab.Images;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests a lab on AWS from creation to removal, as a user runs it, on instances that are complete hosts.</summary>
public sealed class WholeLabTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private static readonly LocalMachine Here = new();

    private readonly StringBuilder _output = new();
    private HostMachines _machines = null!;
    private Ec2Fixture _ec2 = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may listen at port 22");
        var engine = await Here.RunAsync(HostCommand.Shell("docker version -f '{{.Server.Version}}' 2>&1 || true"), default);
        Assert.SkipUnless(char.IsAsciiDigit(engine.Output.FirstOrDefault()),
            $"no Docker Engine answers; eng/dockerd starts one. ({engine.Output.Trim()})");
        _machines = await HostMachines.CreateAsync(await MakeImagesAsync());
        _ec2 = await Ec2Fixture.StartAsync(_machines);
    }

    public async ValueTask DisposeAsync()
    {
        if (_ec2 is not null)
        {
            await _ec2.DisposeAsync();
        }
        if (_machines is not null)
        {
            await _machines.DisposeAsync();
        }
    }

    [Fact]
    public async Task From_nothing_to_a_message_across_to_nothing()
    {
        await using var trace = await OtlpSink.StartAsync();
        _ec2.Environs = trace.Environment;
        await using var watch = new SecretWatch();

        var up = await RunAsync("up", _ec2.CliUp("--explain"));
        Assert.Equal(2, _ec2.Cloud.Alive().Count);
        Assert.Contains("A message from host-a arrives at host-b", up, StringComparison.Ordinal);
        MayMake("up", Requests.MostOfUp);

        await RunAsync("verify", _ec2.Cli("verify"));

        _ec2.Server.ForgetCalls();
        Assert.Contains("is up (no changes", await RunAsync("second up", _ec2.CliUp()), StringComparison.Ordinal);
        Assert.DoesNotContain(_ec2.Server.Calls, c => c.Changes);

        Assert.Contains("ends itself in 7 h", await RunAsync("status", _ec2.Cli("status", "--json")), StringComparison.Ordinal);
        var secrets = SecretWatch.Of(_ec2.KeptFiles());
        _ec2.AssertKeepsToItself(secrets);
        await HostsKeepSecretsAsync(secrets);
        await GroupIsKeptToAsync();
        await TimerEndsItAsync();

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

    private HostMachine Machine(string host) => (HostMachine)_ec2.Cloud.Alive().Single(i => i.Tags["chatlab:host"] == host).Machine.Result;

    private void MayMake(string verb, int most)
    {
        var requests = _ec2.Server.Calls.WithoutWaits();
        Say($"{verb}: {requests.Count} requests without the waits, {_ec2.Server.Calls.Count} with them");
        Assert.True(requests.Count <= most, $"{verb} made {requests.Count} requests:\n{string.Join('\n', requests)}");
    }

    // The data visible to other users of a host: Docker's output and logs, the console, world-readable files newer than the boot.
    private async Task HostsKeepSecretsAsync(IReadOnlyList<string> secrets)
    {
        foreach (var machine in new[] { Machine("host-a"), Machine("host-b") })
        {
            var shown = await machine.RunAsync("sh", "-c",
                """
                docker ps -aq | xargs docker inspect; docker ps -aq | xargs -n 1 docker logs 2>&1
                find / -xdev -newer /.dockerenv -type f -perm -o=r -not -path '/proc/*' -exec cat {} + 2>/dev/null || true
                """);
            Assert.Contains("vxlan-net", shown, StringComparison.Ordinal);
            SecretWatch.AssertClean(secrets, "what a host shows", shown);
            SecretWatch.AssertClean(secrets, "a host's console", machine.Console);
        }
    }

    // The chat is reachable on its own host and for allowed addresses outside, but not for a neighbour in the VPC.
    private async Task GroupIsKeptToAsync()
    {
        var url = $"http://{Machine("host-a").PrivateAddress}:5000/health";
        const string Ask = "curl -s -o /dev/null --max-time 2 -w '%{http_code}' \"$1\" || true";

        Assert.Equal("200", await Machine("host-a").RunAsync("sh", "-c", Ask, "sh", url));
        Assert.Equal("000", await Machine("host-b").RunAsync("sh", "-c", Ask, "sh", url));
    }

    private async Task TimerEndsItAsync()
    {
        Assert.NotEmpty(await Machine("host-a").RunAsync("pgrep", "-f", "chatlab-ttl"));
        var instance = _ec2.Cloud.Alive().Single(i => i.Tags["chatlab:host"] == "host-b");

        await Machine("host-b").RunAsync("sh", "-c", "systemd-run --unit=early --on-calendar=@$(($(date +%s) + 1)) poweroff");

        await Wait.UntilAsync("host-b has ended itself",
            () => instance.State(DateTimeOffset.UtcNow, _ec2.Cloud) == "terminated", TimeSpan.FromSeconds(30));
        Assert.Equal("Client.InstanceInitiatedShutdown", instance.StateReason?.Code);
    }

    private async Task<string> RunAsync(string what, ChildProcess program)
    {
        var started = Stopwatch.GetTimestamp();
        await using (program)
        {
            var code = await program.WaitForExitAsync(Patience);
            Say(string.Create(CultureInfo.InvariantCulture, $"{what}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
            _output.Append(program.Output);
            Assert.True(code == 0, $"{what}: exit code {code}\n{program.Output}");
            return program.Output;
        }
    }

    private static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    /// <summary>Makes the images available here: on AWS, hosts pull missing images, but these hosts may not reach a registry.</summary>
    /// <returns>The image of a host.</returns>
    private static async Task<string> MakeImagesAsync()
    {
        var spec = LabSpec.Load(Path.Combine(Testing.Repository.Root, "lab.json"));
        var image = new HostImage(spec.Images);
        var engine = new StepEngine(_ => { });
        engine.Add(Here);
        await engine.ApplyAsync(new Phase("host image", [new HostSteps(Here.Name, Here.Name, image.Steps())]), default);
        await engine.ApplyAsync(ImageSteps.ThroughLocalEngine(LabImage.Needed(spec, spec.Hosts), _ => "")[0], default);
        return image.Name;
    }
}
