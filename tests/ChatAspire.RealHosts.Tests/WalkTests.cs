using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>Walks on a real lab: the path of packets, where they stop, and that a walk leaves nothing behind.</summary>
[Collection(nameof(WalkLab))]
public sealed class WalkTests(WalkLab fixture)
{
    /// <summary>
    /// Well below the time after which a host's watchdog removes the remains of a walk, which must not be what passes the test.
    /// </summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(15);

    private const string DropAtDockerUser = "DOCKER-USER -s 172.18.0.22 -d 172.18.0.100 -j DROP";

    private static readonly string[] Hosts = ["host-a", "host-b"];

    [Fact]
    public async Task Shows_a_SYN_from_chat_b_to_redis_on_every_device_and_in_every_chain()
    {
        var (capture, stop) = await CaptureAsync("host-a", "vxlan0", "tcp[tcpflags] & tcp-syn != 0 and dst port 6379");
        var syn = (await WalkAsync("chat-b", "redis")).Single(packet => Text(packet, "name") == "SYN");
        await stop();

        string[] devices = [.. Devices(syn).Select(hop => $"{Text(hop, "host")} {Text(hop, "kind")} {Text(hop, "device")}")];
        Assert.Equal(
        [
            "host-b container eth0", $"host-b veth {await VethAsync("host-b", "chat-b")}", "host-b bridge vxlan-net",
                "host-b vxlan vxlan0", "host-b nic eth0",
            "host-a nic eth0", "host-a vxlan vxlan0", "host-a bridge vxlan-net", $"host-a veth {await VethAsync("host-a", "redis")}",
                "host-a container eth0",
        ], devices);
        Assert.Equal([10, 10], Devices(syn).Where(hop => Text(hop, "kind") == "nic")
            .Select(hop => hop.GetProperty("tunnel").GetProperty("vni").GetInt32()));
        // The same packet, seen by an independent capture.
        Assert.Contains($"id {syn.GetProperty("id").GetInt32()},", await capture(), StringComparison.Ordinal);
        // Tunnel packets are routed and traverse the chains with their outer header; frames that stay on a bridge traverse none.
        Assert.All(Chains(syn), hop => Assert.True(Text(hop, "in") == "eth0" || Text(hop, "out") == "eth0", $"{hop}"));
        Assert.Equal(["host-b POSTROUTING", "host-a PREROUTING"], Chains(syn).Where(hop =>
            Text(hop, "table") == "nat" && Text(hop, "chain") != "OUTPUT").Select(hop => $"{Text(hop, "host")} {Text(hop, "chain")}"));
        await AssertInstalledAsync(syn);
    }

    [Fact]
    public async Task With_bridge_netfilter_shows_the_chains_of_bridged_frames_and_names_a_rule_that_drops_them()
    {
        await fixture.WithChangedFileAsync(spec => spec["overlay"]!["bridgeNetfilter"] = true, async _ =>
        {
            var syn = (await WalkAsync("chat-b", "redis")).Single(packet => Text(packet, "name") == "SYN");
            foreach (var host in Hosts)
            {
                var forward = Chains(syn)
                    .Single(hop => (Text(hop, "host"), Text(hop, "table"), Text(hop, "chain")) == (host, "filter", "FORWARD"));
                // The second is Docker 28's.
                Assert.Contains(
                    Rules(forward), rule =>
                        rule is "-A FORWARD -i vxlan-net -o vxlan-net -j ACCEPT" or "-A DOCKER-FORWARD -i vxlan-net -j ACCEPT");
            }

            await AssertInstalledAsync(syn);
            await fixture.OnHostAsync("host-a", $"iptables -I {DropAtDockerUser}");
            try
            {
                var ran = await fixture.Lab.RunAsync("walk", "chat-b", "redis", "--json");

                var verdict = JsonDocument.Parse(ran.Output).RootElement.GetProperty("verdict");
                Assert.Equal(("host-a", "filter DOCKER-USER"), (Text(verdict, "host"), Text(verdict, "location")));
                Assert.StartsWith("iptables -t filter -D DOCKER-USER", Text(verdict, "cure"), StringComparison.Ordinal);
            }
            finally
            {
                await fixture.OnHostAsync("host-a", $"iptables -D {DropAtDockerUser}");
            }
        });
    }

    [Fact]
    public async Task From_outside_names_the_published_port_s_rule_and_both_pairs_of_addresses()
    {
        var packets = await WalkAsync("--external", ":5000");
        var syn = packets.First(packet => Text(packet, "name") == "SYN");

        Assert.Equal(
            ["device eth0", "nat PREROUTING", "filter FORWARD", "nat POSTROUTING", "device vxlan-net",
                $"device {await VethAsync("host-a", "chat-a")}", "device eth0"],
            // The raw table exists only if something used it before.
            syn.GetProperty("hops").EnumerateArray().Where(hop => Optional(hop, "table") != "raw")
                .Select(hop => Optional(hop, "table") is { } table ? $"{table} {Text(hop, "chain")}" : $"device {Text(hop, "device")}"));
        var nat = Chains(syn).Single(hop => (Text(hop, "table"), Text(hop, "chain")) == ("nat", "PREROUTING"));
        Assert.Contains(nat.GetProperty("rules").EnumerateArray(), rule => Text(rule, "chain") == "DOCKER"
            && Optional(rule, "rule")!.EndsWith("--dport 5000 -j DNAT --to-destination 172.18.0.11:5000", StringComparison.Ordinal));
        Assert.EndsWith(":5000", Text(Devices(syn).First(), "destination"), StringComparison.Ordinal);
        Assert.Equal("172.18.0.11:5000", Text(Devices(syn).Last(), "destination"));
        // Packets out of the container get the host's address.
        var ping = packets.First(packet => Text(packet, "name") == "ICMP echo request");
        Assert.Contains(Chains(ping), hop => Text(hop, "chain") == "POSTROUTING" && hop.GetProperty("rules").EnumerateArray()
            .Any(rule => Optional(rule, "rule")?.EndsWith("-j MASQUERADE", StringComparison.Ordinal) == true));
    }

    /// <summary>A request that went well is no trouble, even if it took another path than the walk listens on.</summary>
    [Fact]
    public async Task A_request_that_docker_proxy_passed_on_is_a_note_and_no_trouble()
    {
        const string Rule = "DOCKER ! -i vxlan-net -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.11:5000";
        await fixture.OnHostAsync("host-a", $"iptables -t nat -D {Rule}");
        try
        {
            var ran = (await fixture.Lab.RunAsync("walk", "--external", "host-a:5000")).EnsureSuccess();

            Assert.Contains("docker-proxy passed the request on", ran.Output, StringComparison.Ordinal);
        }
        finally
        {
            await fixture.OnHostAsync("host-a", $"iptables -t nat -A {Rule}");
        }
    }

    [Fact]
    public async Task A_message_s_trace_contains_its_packets_on_both_hosts()
    {
        var ran = (await fixture.Lab.RunAsync("walk", "--message", "hello")).EnsureSuccess();

        // Trace: http://localhost:18888/traces/detail/4c4e4f739a5fdcc25a348efbcef4de9a (…)
        var trace = ran.Error.Split("/traces/detail/")[1][..32];
        // The programs export their spans at different times; those of Redis commands come last.
        var spans = await fixture.SpansAsync(trace, spans =>
            spans.Contains(("chat-a", "EVAL")) && spans.Any(span => span is ("chat-b", _)) && spans.Any(span => span is ("host-b", _)));
        Assert.Contains(("chatlab", "chatlab walk"), spans);
        Assert.Contains(("chat-a", "POST /api/rooms/{room}/messages"), spans);
        Assert.Contains(("chat-b", "process walk"), spans);
        Assert.Contains(spans, span => span is ("host-a", var name) && name.StartsWith("PSH ACK ", StringComparison.Ordinal)
            && name.EndsWith(" → 172.18.0.100:6379", StringComparison.Ordinal));
        Assert.Contains(("host-a", "vxlan0"), spans);
        Assert.Contains(("host-b", "vxlan0"), spans);
        Assert.Contains(("host-b", "eth0 of chat-b"), spans);
    }

    /// <summary>Containers of the same host reach the host's overlay address on the bridge, others across the tunnel.</summary>
    [Theory]
    [InlineData("chat-a", "host-a", "host-a vxlan-net", 0)]
    [InlineData("chat-a", "172.18.0.1", "host-a vxlan-net", 0)]
    [InlineData("chat-b", "172.18.0.1", "host-a vxlan-net", 2)]
    public async Task A_walk_to_a_host_ends_at_the_device_that_receives_it(string from, string to, string last, int tunnelled)
    {
        var ping = (await WalkAsync(from, to)).Single(packet => Text(packet, "name") == "ICMP echo request");

        Assert.True(ping.GetProperty("arrived").GetBoolean());
        Assert.Equal(last, Devices(ping).Select(hop => $"{Text(hop, "host")} {Text(hop, "device")}").Last());
        Assert.Equal(tunnelled, Devices(ping).Count(hop => hop.TryGetProperty("tunnel", out _)));
    }

    /// <summary>Without a port, packets to any port are followed: chat-b sends metrics to the dashboard every 5 s.</summary>
    [Fact]
    public async Task Live_follows_existing_traffic_without_a_port() => Assert.Contains(
        await WalkAsync("--live", "chat-b", "dashboard", "--seconds", "8"), packet =>
            Text(packet, "destination").StartsWith("172.18.0.200:", StringComparison.Ordinal));

    [Fact]
    public async Task Live_ends_after_the_requested_number_of_packets()
    {
        var packets = await WalkAsync("--live", "chat-b", "redis", "--packets", "3", "--seconds", "3");

        Assert.Equal(3, packets.Count);
        Assert.All(packets, packet => Assert.True(packet.GetProperty("arrived").GetBoolean()));
    }

    /// <summary>The limit of packets ends a live walk long before that of time.</summary>
    [Fact]
    public async Task A_live_walk_ends_at_its_number_of_packets()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(2, (await WalkAsync("--live", "chat-b", "redis", "--packets", "2", "--seconds", "120")).Count);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Other_tools_can_read_the_capture_files()
    {
        var folder = Path.Combine(fixture.Home, "captures");
        var whole = Path.Combine(fixture.Home, "walk.pcapng");
        (await fixture.Lab.RunAsync("walk", "chat-b", "redis", "--pcap", folder, "--pcapng", whole)).EnsureSuccess();

        var read = (await LabHome.Machine.RunAsync(
            new("tcpdump", "-nr", Path.Combine(folder, "host-a.eth0.pcap")), TestContext.Current.CancellationToken)).Check();
        var first = (await LabHome.Machine.RunAsync(
            new("tshark", "-r", whole, "-Y", "frame.comment contains \"packet 1, SYN\"", "-T", "fields", "-e", "frame.interface_name"),
            TestContext.Current.CancellationToken)).Check();

        Assert.Contains("VXLAN", read.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "host-b.chat-b.eth0.pcap")));
        Assert.Equal(10, first.Lines.Count);
        Assert.Equal(("host-b eth0 of chat-b", "host-a eth0 of redis"), (first.Lines[0], first.Lines[^1]));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task Nothing_remains_on_the_hosts_when_a_walk_is_ended(string signal)
    {
        var before = await StateAsync();
        using var walk = fixture.Lab.Start("walk", "--live", "chat-b", "redis", "--seconds", "60", "--log-rules");
        await Wait.UntilAsync("the walk listens", async () =>
            (await StateAsync()).Contains("--log-prefix \"FILTER DOCKER: \"", StringComparison.Ordinal), TimeSpan.FromSeconds(30));

        (await LabHome.Machine.RunAsync(new("kill", $"-{signal}", $"{walk.Id}"), TestContext.Current.CancellationToken)).Check();
        await walk.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(signal == "KILL" ? 137 : 130, walk.ExitCode);
        await AssertUnchangedAsync(before, AtOnce);
    }

    [Fact]
    public async Task Names_a_host_that_cannot_listen_and_leaves_nothing()
    {
        await fixture.OnHostAsync("host-a", "touch /run/chatlab");
        try
        {
            var before = await StateAsync();

            var ran = await fixture.Lab.RunAsync("walk", "chat-b", "redis");

            Assert.Equal(2, ran.ExitCode);
            Assert.Contains("host-a cannot capture: mkdir: ", ran.Error, StringComparison.Ordinal);
            await AssertUnchangedAsync(before, TimeSpan.FromSeconds(5));
        }
        finally
        {
            await fixture.OnHostAsync("host-a", "rm /run/chatlab");
        }
    }

    /// <summary>/run is a small file system in memory on many hosts.</summary>
    [Fact]
    public async Task A_capture_that_ends_early_for_lack_of_space_reports_no_lost_packets()
    {
        await fixture.OnHostAsync("host-a", "mkdir /run/chatlab; mount -t tmpfs -o size=1m tmpfs /run/chatlab");
        try
        {
            var walk = fixture.Lab.RunAsync("walk", "--live", "chat-b", "chat-a", "--seconds", "3", "--packets", "10000", "--json");
            await Wait.UntilAsync("the walk listens", async () =>
                (await fixture.OnHostAsync("host-a", "find /run/chatlab -name ready")).Length > 0, TimeSpan.FromSeconds(30));
            await fixture.OnHostAsync("host-b", """
                pid=$(docker inspect -f '{{.State.Pid}}' chat-b)
                for _ in $(seq 40); do nsenter -t $pid -n curl -sf -o /dev/null http://172.18.0.11:5000/; sleep 0.03; done
                """);

            var lines = JsonLines((await walk).EnsureSuccess());
            var packets = lines[..^1].Select(line => line.GetProperty("packet")).ToList();

            Assert.Contains(lines[^1].GetProperty("summary").GetProperty("notes").EnumerateArray(), note =>
                note.GetString()!.Contains("host-a: the capture of vxlan0 ended early", StringComparison.Ordinal)
                && note.GetString()!.Contains("is limited to", StringComparison.Ordinal));
            Assert.NotEmpty(packets);
            Assert.All(packets, packet => Assert.True(packet.GetProperty("arrived").GetBoolean()));
        }
        finally
        {
            await fixture.OnHostAsync("host-a", "umount -l /run/chatlab; rmdir /run/chatlab");
        }
    }

    [Fact]
    public async Task Reports_chains_that_cannot_be_traced()
    {
        await fixture.OnHostAsync("host-a", "update-alternatives --set iptables /usr/sbin/iptables-legacy");
        try
        {
            var ran = (await fixture.Lab.RunAsync("walk", "chat-b", "redis")).EnsureSuccess();

            Assert.Contains("(legacy): the kernel does not trace rules of iptables-legacy", ran.Output, StringComparison.Ordinal);
        }
        finally
        {
            await fixture.OnHostAsync("host-a", "update-alternatives --auto iptables");
        }
    }

    [Fact]
    public async Task Nothing_remains_on_the_hosts_after_a_walk()
    {
        var before = await StateAsync();

        (await fixture.Lab.RunAsync("walk", "chat-b", "redis", "--log-rules")).EnsureSuccess();

        Assert.Equal(before, await StateAsync());
    }

    /// <summary>The SSH server's processes are killed too, so that only the watchdog on the host remains.</summary>
    [Fact]
    public async Task Rules_and_captures_of_a_killed_walk_expire()
    {
        var before = await StateAsync();
        using var walk = fixture.Lab.Start("walk", "--live", "chat-b", "redis", "--seconds", "1", "--log-rules");
        await Wait.UntilAsync("the walk listens", async () =>
            (await StateAsync()).Contains("--log-prefix \"FILTER DOCKER: \"", StringComparison.Ordinal), TimeSpan.FromSeconds(30));

        foreach (var host in Hosts)
        {
            await fixture.OnHostAsync(host, "pkill -KILL -f '^sh -c id=.1 seconds=' ; true");
        }

        walk.Kill();
        var remains = await StateAsync();
        Assert.Contains("table ip chatlab-walk-", remains, StringComparison.Ordinal);
        Assert.Contains("--comment chatlab-walk-", remains, StringComparison.Ordinal);
        await AssertUnchangedAsync(before, TimeSpan.FromSeconds(120));
    }

    [Theory]
    [InlineData("walk", "nobody", "redis")]
    [InlineData("walk", "chat-b", "chat-b")]
    [InlineData("walk", "chat-b", "redis", "--external")]
    [InlineData("walk", "chat-b", "redis", "--packets", "3")]
    [InlineData("walk", "--external", ":7777")]
    [InlineData("walk", "--external", "host-z:5000")]
    [InlineData("walk", "chat-b", "redis", "--pcap", "/proc/nowhere")]
    [InlineData("walk")]
    public async Task Rejects_an_impossible_walk(params string[] arguments)
    {
        var ran = await fixture.Lab.RunAsync(arguments);

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("→", ran.Error, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<JsonElement>> WalkAsync(params string[] arguments)
    {
        var ran = (await fixture.Lab.RunAsync(["walk", .. arguments, "--json"])).EnsureSuccess();
        if (arguments.Contains("--live"))
        {
            return [.. JsonLines(ran).Select(line => line.TryGetProperty("packet", out var packet) ? packet : (JsonElement?)null)
                .OfType<JsonElement>()];
        }

        var document = JsonDocument.Parse(ran.Output).RootElement;
        JsonElement[] walks = document.TryGetProperty("walks", out var list) ? [.. list.EnumerateArray()] : [document];
        return [.. walks.SelectMany(walk => walk.GetProperty("packets").EnumerateArray())];
    }

    private static List<JsonElement> JsonLines(Ran ran) =>
        [.. ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static IEnumerable<JsonElement> Devices(JsonElement packet) =>
        packet.GetProperty("hops").EnumerateArray().Where(hop => hop.TryGetProperty("device", out _));

    private static IEnumerable<JsonElement> Chains(JsonElement packet) =>
        packet.GetProperty("hops").EnumerateArray().Where(hop => hop.TryGetProperty("table", out _));

    private static string[] Rules(JsonElement chain) =>
        [.. chain.GetProperty("rules").EnumerateArray().Select(rule => Optional(rule, "rule")).OfType<string>()];

    /// <summary>Asserts that the rules a packet traversed are installed on its hosts.</summary>
    private async Task AssertInstalledAsync(JsonElement packet)
    {
        foreach (var chains in Chains(packet).GroupBy(hop => Text(hop, "host")))
        {
            var installed = (await fixture.OnHostAsync(chains.Key, "iptables -S; iptables -t nat -S")).Split('\n');
            var rules = chains.SelectMany(Rules).ToList();
            Assert.All(rules, rule => Assert.Contains(rule, installed));
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string? Optional(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>All possible remains of a walk: rules and tables, queueing disciplines, processes, files.</summary>
    private async Task<string> StateAsync()
    {
        const string State = """
            iptables-save | grep -v '^#' | sed 's/\[[0-9:]*\]//'
            nft list tables
            tc qdisc show
            ps -eo args | grep -E 'tcpdump|xtables-monitor|remove|chatlab.walk-' | grep -v grep
            find /run/chatlab /tmp -type f 2>/dev/null
            ip -o link | grep -o '^[^>]*>'
            """;
        return string.Join("\n----\n", await Task.WhenAll(fixture.OnHostAsync("host-a", State), fixture.OnHostAsync("host-b", State)));
    }

    private async Task AssertUnchangedAsync(string before, TimeSpan limit)
    {
        var now = "";
        await Wait.UntilAsync("the hosts are as before", async () => (now = await StateAsync()) == before, limit, () =>
            $"{before}\nbecame\n{now}");
    }

    private async Task<string> VethAsync(string host, string container) => (await fixture.OnHostAsync(host,
        $"grep -lx $(docker exec {container} cat /sys/class/net/eth0/iflink) /sys/class/net/*/ifindex | cut -d/ -f5")).Trim();

    /// <summary>Starts an independent capture on a host.</summary>
    private async Task<(Func<Task<string>> Read, Func<Task> Stop)> CaptureAsync(string host, string device, string filter)
    {
        await fixture.OnHostAsync(
            host, $"rm -f /tmp/independent; tcpdump -i {device} -n -v --immediate-mode -l '{filter}' "
                + $"> /tmp/independent 2> /tmp/independent.err & until grep -q listening /tmp/independent.err; do sleep 0.05; done");
        return (() => fixture.OnHostAsync(host, "cat /tmp/independent; rm -f /tmp/independent /tmp/independent.err"), () =>
            fixture.OnHostAsync(host, "pkill tcpdump; sleep 0.2"));
    }
}
