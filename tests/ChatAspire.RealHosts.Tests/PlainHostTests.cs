using System.Text.Json;
using ChatAspire.Lab.State;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>Walks and inspections of this machine's own engine, without a lab, in each topology of one host.</summary>
[Collection(nameof(PlainHost))]
public sealed class PlainHostTests(PlainHost fixture)
{
    /// <summary>Placeholders for an address of this machine, and for one outside its engine.</summary>
    private const string Here = "HERE";
    private const string Outside = "OUTSIDE";

    /// <summary>The walk; texts of its output.</summary>
    public static TheoryData<string[], string[]> Healthy => new()
    {
        { ["plain-web", "plain-db"], ["→ plain-db", $":{PlainHost.Port}", "eth0 of plain-web", "eth0 of plain-db", "all arrived"] },
        { ["store/shop", "stock"], ["plain-stock-1", "all arrived"] },
        { ["plain-stock-1", "plain-vault"], ["eth1 of plain-stock-1", "all arrived"] },
        { [$"{Here}:17001"], ["-j DNAT --to-destination", "eth0 of plain-shop-1", "all arrived"] },
        { ["plain-six", "plain-six-db", "--ipv6"], ["[fd00:7e57:6::", "eth0 of plain-six-db", "all arrived"] },
        { ["localhost:17002"], ["docker-proxy accepted the connection", "eth0 of plain-shop-1", "all arrived"] },
    };

    /// <summary>More topologies, with CHATASPIRE_FULL=1.</summary>
    public static TheoryData<string[], string[]> MoreHealthy => !FullRun.IsOn ? [] : new()
    {
        { ["plain-shared", "plain-db"], ["eth0 of plain-shared", "all arrived"] },
        { ["plain-web", Outside, "--ping"], ["MASQUERADE", "bytes from"] },
        { ["plain-db", "plain-hosted", "--ping"], ["bytes from", "all arrived"] },
        { ["plain-six", "plain-six-db", "--ipv6", "--ping"], ["ICMPv6 echo reply", "all arrived"] },
        { ["local", $"[fd00:7e57:6::1]:17006"], ["fd00:7e57:6::1", "all arrived"] },
        { ["[::1]:17006"], ["docker-proxy accepted the connection", "eth0 of plain-six-db", "all arrived"] },
        { ["plain-hosted", $"plain-db:{PlainHost.Port}"], ["all arrived"] },
        { ["local", "plain-front/shop"], ["eth0 of plain-shop-1", "all arrived"] },
        { ["plain-web", $"{Here}:17001"], ["eth0 of plain-shop-1"] },
        { ["store/stock", "plain-shop-1", "--http"], ["HTTP status 200", "all arrived"] },
        { ["--live", "plain-web", "plain-db", "--seconds", "2"], ["No packet was captured."] },
    };

    [Theory]
    [MemberData(nameof(Healthy))]
    [MemberData(nameof(MoreHealthy))]
    public async Task Healthy_traffic_is_followed_and_no_trouble(string[] walk, string[] texts)
    {
        var ran = (await fixture.Chatlab.RunAsync(["walk", .. Resolved(walk)])).EnsureSuccess();

        Assert.All(texts, text => Assert.Contains(text, ran.Output, StringComparison.Ordinal));
        Assert.StartsWith("Lab chatlab is not running: looking at this machine's Docker Engine.", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_cannot_be_carried_out_is_refused_with_the_reason()
    {
        (await fixture.Chatlab.RunAsync("walk", "plain-alone", "plain-db"))
            .AssertReported("--network none", "docker network disconnect none");
        (await fixture.Chatlab.RunAsync("walk", "plain-wep", "plain-db")).AssertReported("Did you mean plain-web?");
        (await fixture.Chatlab.RunAsync("walk", "plain-web", "plain-db", "--host", "local", "--log-rules"))
            .AssertReported("--log-rules adds rules");
        (await fixture.Chatlab.RunAsync("walk", "--message", "hello", "--host", "local"))
            .AssertReported("--message and --external need a lab.");
        (await fixture.Chatlab.RunAsync("walk", "plain-web", "plain-db", "--host", "vm1")).AssertReported("--host vm1: not a host.");
        (await fixture.Chatlab.RunAsync("inspect", "--host", "local", "--hosts", "local")).AssertReported("cannot be combined");
    }

    [Fact]
    public async Task A_dry_run_prints_the_commands_and_listens_to_nothing()
    {
        var ran = (await fixture.Chatlab.RunAsync("walk", "plain-web", "plain-db", "--dry-run")).EnsureSuccess();

        Assert.Contains("# local, reads only", ran.Output, StringComparison.Ordinal);
        Assert.Contains("tcpdump -i", ran.Output, StringComparison.Ordinal);
        Assert.Matches($@"(?s)nsenter -t [0-9]+ -n sh -c 'port=.*curl .*telnet://[0-9.]+:{PlainHost.Port}\b", ran.Output);
        Assert.DoesNotContain("arrived", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_tools_are_named_with_the_command_that_installs_them()
    {
        var path = (await PlainHost.RunAsync(
            "d=$(mktemp -d); for t in sh id docker ip nsenter curl ping ss tc ps stdbuf taskset tar setsid grep tr sed dirname apt-get; do "
            + "ln -s \"$(command -v $t)\" $d/$t; done; echo $d")).Trim();
        try
        {
            // The script adds /usr/sbin and /sbin, which have nft and xtables-monitor.
            var ran = await fixture.Chatlab.RunWithAsync(new() { ["PATH"] = path }, "walk", "plain-web", "plain-db");

            ran.AssertReported("local: tcpdump is not installed.", "apt-get install tcpdump");
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    [Fact]
    public async Task The_first_inspection_shows_this_machine()
    {
        var ran = (await fixture.Chatlab.RunAsync("inspect", "--json")).EnsureSuccess();

        var document = JsonDocument.Parse(ran.Output).RootElement;
        var host = Assert.Single(document.GetProperty("hosts").EnumerateArray());
        Assert.Equal(("local", JsonValueKind.Null), (host.GetProperty("host").GetString(), document.GetProperty("lab").ValueKind));
        var names = host.GetProperty("containers").EnumerateArray().Select(container => container.GetProperty("name").GetString())
            .ToHashSet();
        Assert.Superset(new HashSet<string?> { "plain-web", "plain-db", "plain-shop-1", "plain-alone" }, names);
        Assert.DoesNotContain("error", ran.Error, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Nothing of the machine is changed, neither after a walk nor after Ctrl-C nor while it listens.</summary>
    [Fact]
    public async Task The_machine_is_as_it_was_before()
    {
        var before = await PlainHostState.ReadAsync();

        (await fixture.Chatlab.RunAsync("walk", "plain-web", "plain-db", "--pcap", "pcap", "--picture", "walk.html")).EnsureSuccess();
        (await fixture.Chatlab.RunAsync("inspect")).EnsureSuccess();
        Assert.Equal(before, await PlainHostState.ReadAsync());

        using var live = fixture.Chatlab.Start([], ["walk", "--live", "plain-web", "plain-db", "--seconds", "60"]);
        await Wait.UntilAsync(
            "it captures", async () => (await PlainHost.RunAsync("ls /run/chatlab/*/ready 2> /dev/null; true")).Length > 0);
        var listening = await PlainHostState.ReadAsync();
        Assert.Equal(
            (PlainHostState.Links(before), PlainHostState.Modules(before)),
            (PlainHostState.Links(listening), PlainHostState.Modules(listening)));
        await PlainHost.RunAsync($"kill -INT {live.Id}");
        await live.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, live.ExitCode);
        Assert.Equal(before, await PlainHostState.ReadAsync());
    }

    [Fact]
    public async Task Files_are_private_and_without_payload_unless_it_is_requested()
    {
        await fixture.Chatlab.RunAsync("walk", "plain-web", "plain-db", "--http", "--pcap", "headers", "--picture", "private.svg",
            "--html", "private.html", "--pcapng", "private.pcapng");
        await fixture.Chatlab.RunAsync("walk", "plain-web", "plain-db", "--http", "--pcap", "whole", "--payload");

        var (headers, whole) = (Path.Combine(fixture.Chatlab.Home, "headers"), Path.Combine(fixture.Chatlab.Home, "whole"));
        Assert.All(
            [.. Directory.GetFiles(headers), .. Directory.GetFiles(fixture.Chatlab.Home, "private.*")],
            file => Assert.False(SecretFile.IsOpenToOthers(file), file));
        Assert.Equal(3, Directory.GetFiles(fixture.Chatlab.Home, "private.*").Length);
        Assert.Contains("GET / HTTP", await ContentAsync(whole), StringComparison.Ordinal);
        Assert.DoesNotContain("GET / HTTP", await ContentAsync(headers), StringComparison.Ordinal);

        static async Task<string> ContentAsync(string folder) => string.Concat(await Task.WhenAll(
            Directory.GetFiles(folder).Select(file => File.ReadAllTextAsync(file, System.Text.Encoding.Latin1))));
    }

    private string[] Resolved(string[] walk) =>
    [
        .. walk.Select(word => word.Replace(Here, fixture.Address, StringComparison.Ordinal)
            .Replace(Outside, fixture.Outside, StringComparison.Ordinal)),
    ];
}
