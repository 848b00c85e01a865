using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>Unsuitable machines and hosts are reported with a hint and exit code 2, and nothing is left behind.</summary>
[Collection(nameof(MachineLab))]
public sealed class SurroundingsTests(MachineLab fixture)
{
    private static readonly string Name = $"{LabHome.Prefix}-refused";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Reports_a_missing_engine() => RefusedAsync(
        fixture.NewLab(Name), new() { ["DOCKER_HOST"] = "unix:///nowhere/docker.sock" }, "No Docker Engine answers", "eng/dockerd");

    [Theory]
    [InlineData(null, "Could not find file")]
    [InlineData("{", "$ (line 1)")]
    [InlineData("""{ "name": "x" }""", "missing 'overlay'")]
    public async Task Reports_an_invalid_lab_file(string? content, string text)
    {
        var file = Path.Combine(fixture.Home, "no-lab.json");
        File.Delete(file);
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content, Cancellation);
        }

        await RefusedAsync(new Chatlab(file, fixture.Home), [], text, file);
    }

    /// <summary>
    /// A program before iproute2 on the PATH of the engine's containers prints the kernel's error for a missing module. Without the
    /// host image, the error is reported once the image is built, and before anything else is created.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reports_a_kernel_without_vxlan(bool imageIsHere)
    {
        using var docker = await DockerAsync("""
            case "$1 $2 $*" in
                "run "*) shift; set -- run -v "$folder/ip:/usr/local/sbin/ip:ro" "$@" ;;
                build*) touch "$folder/made"; exit ;;
                "image inspect "*chataspire/host:*) [ -e "$folder/made" ] || exit 1 ;;
            esac
            """);
        await docker.WriteAsync("ip", """
            case "$*" in *vxlan*) echo "Error: Unknown device type." >&2; exit 2 ;; esac
            PATH=${PATH#*:} exec ip "$@"
            """);
        if (imageIsHere)
        {
            await docker.WriteAsync("made", "");
        }

        await RefusedAsync(
            fixture.NewLab(Name), docker.Environment, "The kernel makes no vxlan device: Error: Unknown device type.", "modprobe vxlan");
    }

    /// <summary>All problems are reported at once.</summary>
    [Fact]
    public async Task Reports_userns_remap_and_a_full_disk_together()
    {
        await using var engine = await SmallEngine.StartAsync("--userns-remap", "nobody:nogroup");

        await RefusedAsync(fixture.NewLab(Name), new() { ["DOCKER_HOST"] = engine.Address }, "(userns-remap)", "/etc/docker/daemon.json",
            "MiB free; the lab needs 4096");
    }

    [Fact]
    public async Task Reports_a_missing_engine_and_missing_programs_together()
    {
        using var folder = new ProgramFolder();
        (await LabHome.Machine.RunAsync(HostCommand.Shell(
            """ln -s /usr/bin/* "$1"; rm "$1/curl" "$1/ssh" """, folder.Path), Cancellation)).Check();

        await RefusedAsync(
            fixture.NewLab(Name), new() { ["PATH"] = folder.Path, ["DOCKER_HOST"] = "unix:///nowhere/docker.sock" },
            "curl is not on the PATH", "apt-get install curl", "ssh is not on the PATH", "apt-get install openssh-client",
                "No Docker Engine answers");
    }

    /// <summary>The registry's own error is reported, not only the missing alternative to it.</summary>
    [Fact]
    public async Task Reports_the_error_of_a_registry()
    {
        using var docker = await DockerAsync(
            """[ "$1" != pull ] || { echo "toomanyrequests: You have reached your pull rate limit." >&2; exit 1; }""");

        await RefusedAsync(
            fixture.NewLab(Name, spec => spec["images"]!["host"] = "debian:nosuch-slim"), docker.Environment,
            "toomanyrequests: You have reached your pull rate limit.", "debootstrap", "$.images.host");
    }

    [Fact]
    public async Task Reports_a_full_disk()
    {
        using var machine = await fixture.KeepMachineAsync();
        await using (var engine = await SmallEngine.StartAsync())
        {
            await AssertRefusedAsync(
                fixture.NewLab(Name), new() { ["DOCKER_HOST"] = engine.Address }, "MiB free; the lab needs 4096", "docker system df");
        }

        await machine.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Reports_an_image_that_its_registry_does_not_have()
    {
        using var registry = new HttpListener();
        var port = FreePort.Next();
        registry.Prefixes.Add($"http://127.0.0.1:{port}/");
        registry.Start();
        var serving = ServeNothingAsync(registry);

        await RefusedAsync(
            fixture.NewLab(Name, spec => spec["images"]!["redis"] = $"127.0.0.1:{port}/no/redis:1"), [], "manifest unknown",
                "$.images.redis");

        registry.Stop();
        await serving;
    }

    /// <summary>Docker's own bridge has this subnet on every host, which is known only once a host exists.</summary>
    [Fact]
    public Task Reports_a_subnet_that_is_taken() => RefusedAsync(
        fixture.NewLab(Name, spec => Move(spec, "172.18.", "172.17.")), [], "Docker network \"bridge\" uses 172.17.0.0/16",
            "$.overlay.subnet");

    [Fact]
    public async Task Retain_keeps_a_failed_lab()
    {
        var lab = fixture.NewLab(Name, spec => Move(spec, "172.18.", "172.17."));

        (await lab.RunAsync("up", "--retain")).AssertReported("$.overlay.subnet");

        Assert.Equal("host-b\n", (await lab.RunAsync("ssh", "host-b", "--", "hostname")).EnsureSuccess().Output);
        (await lab.RunAsync("down")).EnsureSuccess();
        Assert.Empty(fixture.FilesOf(Name));
    }

    [Fact]
    public async Task Reports_a_container_name_that_is_taken()
    {
        var foreign = $"{Name}-host-b";
        (await LabHome.Machine.RunAsync(new HostCommand("docker", "create", "--name", foreign, "chataspire/debian:bookworm"), Cancellation))
            .Check();

        await RefusedAsync(fixture.NewLab(Name), [], $"a container {foreign} exists that does not belong to this lab", "another $.name");

        (await LabHome.Machine.RunAsync(new HostCommand("docker", "rm", foreign), Cancellation)).Check();
    }

    [Fact]
    public async Task Reports_the_process_that_holds_a_port_of_a_host()
    {
        await fixture.OnHostAsync("host-a", "docker rm -f chat-a; iperf3 -s -D -p 5000");

        var up = await fixture.Lab.RunAsync("up");
        await fixture.OnHostAsync("host-a", "pkill iperf3");
        (await fixture.Lab.RunAsync("up")).EnsureSuccess();

        up.AssertReported("iperf3 (process ", "holds port 5000 of host-a", "\"publish\" in $.chat");
        var trace = Regex.Match(up.Output, "/traces/detail/([0-9a-f]{32})").Groups[1].Value;
        Assert.NotEmpty(trace);
        await fixture.SpansAsync(trace, found => found.Contains(("chatlab", "chatlab up")));
    }

    [Fact]
    public async Task Reports_refused_SSH()
    {
        const string Rule = "INPUT -p tcp --dport 22 -j REJECT --reject-with tcp-reset";
        await fixture.OnHostAsync("host-b", $"iptables -I {Rule}");

        var up = await fixture.Lab.RunAsync("up");

        await fixture.OnHostAsync("host-b", $"iptables -D {Rule}");
        up.AssertReported("host-b: no SSH at 127.0.0.1:", "no firewall blocks the port");
        Assert.Contains("is up (no changes", (await fixture.Lab.RunAsync("up")).EnsureSuccess().Error, StringComparison.Ordinal);
    }

    private async Task RefusedAsync(Chatlab lab, Dictionary<string, string> environment, params string[] texts)
    {
        using var machine = await fixture.KeepMachineAsync();

        await AssertRefusedAsync(lab, environment, texts);

        await machine.AssertUnchangedAsync();
    }

    private async Task AssertRefusedAsync(Chatlab lab, Dictionary<string, string> environment, params string[] texts)
    {
        (await lab.RunAsync(environment, "up")).AssertReported(texts);

        Assert.Empty(fixture.FilesOf(Name));
    }

    /// <summary>Replaces the docker command by one that runs a script first.</summary>
    /// <param name="first">POSIX shell; <c>$folder</c> is the folder's path.</param>
    private static async Task<ProgramFolder> DockerAsync(string first)
    {
        var folder = new ProgramFolder();
        await folder.WriteAsync("docker", $$"""
            folder='{{folder.Path}}'
            {{first}}
            PATH=${PATH#*:} exec docker "$@"
            """);
        return folder;
    }

    private static async Task ServeNothingAsync(HttpListener registry)
    {
        try
        {
            while (true)
            {
                var call = await registry.GetContextAsync();
                var version = call.Request.Url!.AbsolutePath == "/v2/";
                call.Response.StatusCode = version ? 200 : 404;
                call.Response.ContentType = "application/json";
                call.Response.Close(Encoding.UTF8.GetBytes(
                    version ? "{}" : """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"""), willBlock: true);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private static void Move(JsonNode spec, string from, string to)
    {
        foreach (var (key, value) in spec.AsObject().ToList())
        {
            if (value is JsonArray array)
            {
                foreach (var item in array)
                {
                    Move(item!, from, to);
                }
            }
            else if (value is JsonObject)
            {
                Move(value, from, to);
            }
            else if (
                value is JsonValue text && text.TryGetValue<string>(out var address) && address.StartsWith(from, StringComparison.Ordinal))
            {
                spec[key] = to + address[from.Length..];
            }
        }
    }
}
