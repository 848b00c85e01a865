using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>Real packets followed on a real lab: their way, where they stop, and that nothing of a walk stays behind.</summary>
[Collection(nameof(WalkLab))]
public sealed class WalkTests(WalkLab fixture)
{
    /// <summary>Well below the time after which a host's watchdog takes away what a walk left: here that must not help.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(15);

    /// <summary>A cure that is a command of ours mends all that the damage took, settings of the device too.</summary>
    private const string Up = "chatlab up";
    private const string OtherVni = "remote=$(ip -json -d link show vxlan0 | jq -r '.[0].linkinfo.info_data.remote'); ip link delete vxlan0; "
        + "ip link add vxlan0 type vxlan id 11 remote $remote dstport 4789 dev eth0; ip link set vxlan0 mtu 1450 up master vxlan-net";

    /// <summary>The container's program comes back on its own; the chat reaches its Redis again.</summary>
    private const string Healthy = "until curl -sf -o /dev/null --max-time 1 http://127.0.0.1:5000/health; do sleep 0.2; done";

    /// <summary>Stands for redis's MAC: since Docker 28 that is any (before, 02:42 and the address).</summary>
    private const string MacOfRedis = "MAC-OF-REDIS";

    /// <summary>chat-b must ask for redis's MAC first, and the answer is what gets lost.</summary>
    private const string ForgetRedis = "nsenter -t $(docker inspect -f '{{.State.Pid}}' chat-b) -n ip neigh del 172.18.0.100 dev eth0 || true";

    /// <summary>A network that is connected again has another device; a container that starts has eth0.</summary>
    private const string ConnectChatB = "docker network connect --ip 172.18.0.22 vxlan-net chat-b";

    private const string DropAtDockerUser = "DOCKER-USER -s 172.18.0.22 -d 172.18.0.100 -j DROP";

    private static readonly string[] Hosts = ["host-a", "host-b"];

    private const string NobodyOnTheUnderlay = "$(ip -4 -o address show dev eth0 | grep -o 'inet [0-9.]*' | cut -d' ' -f2 | cut -d. -f1-3).99";

    [Fact]
    public async Task A_SYN_from_chat_b_to_redis_is_shown_on_every_device_of_both_hosts_and_in_the_chains_as_installed()
    {
        var (capture, stop) = await CaptureAsync("host-a", "vxlan0", "tcp[tcpflags] & tcp-syn != 0 and dst port 6379");
        var syn = (await WalkAsync("chat-b", "redis")).Single(packet => Text(packet, "name") == "SYN");
        await stop();

        string[] devices = [.. Devices(syn).Select(hop => $"{Text(hop, "host")} {Text(hop, "kind")} {Text(hop, "device")}")];
        Assert.Equal(
        [
            "host-b container eth0", $"host-b veth {await VethAsync("host-b", "chat-b")}", "host-b bridge vxlan-net", "host-b vxlan vxlan0", "host-b nic eth0",
            "host-a nic eth0", "host-a vxlan vxlan0", "host-a bridge vxlan-net", $"host-a veth {await VethAsync("host-a", "redis")}", "host-a container eth0",
        ], devices);
        Assert.Equal([10, 10], Devices(syn).Where(hop => Text(hop, "kind") == "nic").Select(hop => hop.GetProperty("tunnel").GetProperty("vni").GetInt32()));
        // The same packet, seen by a listener that is not the walk's.
        Assert.Contains($"id {syn.GetProperty("id").GetInt32()},", await capture(), StringComparison.Ordinal);
        // What leaves the bridges for the tunnel is routed, and passes the chains in its outer header; what stays on a bridge passes none.
        Assert.All(Chains(syn), hop => Assert.True(Text(hop, "in") == "eth0" || Text(hop, "out") == "eth0", $"{hop}"));
        Assert.Equal(["host-b POSTROUTING", "host-a PREROUTING"], Chains(syn).Where(hop => Text(hop, "table") == "nat" && Text(hop, "chain") != "OUTPUT").Select(hop => $"{Text(hop, "host")} {Text(hop, "chain")}"));
        await AreInstalledAsync(syn);
    }

    [Fact]
    public async Task With_bridge_netfilter_the_chains_of_what_stays_on_a_bridge_are_shown_too_and_a_rule_there_that_drops_is_named()
    {
        await fixture.WithChangedFileAsync(spec => spec["overlay"]!["bridgeNetfilter"] = true, async _ =>
        {
            var syn = (await WalkAsync("chat-b", "redis")).Single(packet => Text(packet, "name") == "SYN");
            foreach (var host in Hosts)
            {
                var forward = Chains(syn).Single(hop => (Text(hop, "host"), Text(hop, "table"), Text(hop, "chain")) == (host, "filter", "FORWARD"));
                // The second is Docker 28's.
                Assert.Contains(
                    Rules(forward), rule => rule is "-A FORWARD -i vxlan-net -o vxlan-net -j ACCEPT" or "-A DOCKER-FORWARD -i vxlan-net -j ACCEPT");
            }

            await AreInstalledAsync(syn);
            await What_is_broken_is_named_with_its_cure(
                "host-a", $"iptables -I {DropAtDockerUser}", ["chat-b", "redis"],
                "host-a", "filter DOCKER-USER", "iptables -t filter -D DOCKER-USER", $"iptables -D {DropAtDockerUser}");
        });
    }

    [Fact]
    public async Task From_outside_the_published_port_s_rule_and_both_pairs_of_addresses_are_named()
    {
        var packets = await WalkAsync("--external", ":5000");
        var syn = packets.First(packet => Text(packet, "name") == "SYN");

        Assert.Equal(
            ["device eth0", "nat PREROUTING", "filter FORWARD", "nat POSTROUTING", "device vxlan-net", $"device {await VethAsync("host-a", "chat-a")}", "device eth0"],
            // Whether there is a raw table depends on who used it before.
            syn.GetProperty("hops").EnumerateArray().Where(hop => Optional(hop, "table") != "raw").Select(hop => Optional(hop, "table") is { } table ? $"{table} {Text(hop, "chain")}" : $"device {Text(hop, "device")}"));
        var nat = Chains(syn).Single(hop => (Text(hop, "table"), Text(hop, "chain")) == ("nat", "PREROUTING"));
        Assert.Contains(nat.GetProperty("rules").EnumerateArray(), rule => Text(rule, "chain") == "DOCKER" && Optional(rule, "rule")!.EndsWith("--dport 5000 -j DNAT --to-destination 172.18.0.11:5000", StringComparison.Ordinal));
        Assert.EndsWith(":5000", Text(Devices(syn).First(), "destination"), StringComparison.Ordinal);
        Assert.Equal("172.18.0.11:5000", Text(Devices(syn).Last(), "destination"));
        // And out of the container again: with the host's address.
        var ping = packets.First(packet => Text(packet, "name") == "ICMP echo request");
        Assert.Contains(Chains(ping), hop => Text(hop, "chain") == "POSTROUTING" && hop.GetProperty("rules").EnumerateArray().Any(rule => Optional(rule, "rule")?.EndsWith("-j MASQUERADE", StringComparison.Ordinal) == true));
    }

    /// <summary>What is broken, on which host; the walk; host and place that it must name; how its cure begins; how it is mended.</summary>
    public static TheoryData<string, string, string[], string, string, string, string> Breaks => new()
    {
        { "host-a", "iptables -I INPUT -p udp --dport 4789 -j DROP", ["chat-b", "redis"], "host-a", "filter INPUT", "iptables -t filter -D INPUT -p udp", "iptables -D INPUT -p udp --dport 4789 -j DROP" },
        { "host-a", "iptables -I DOCKER-USER -d 172.18.0.11 -p tcp --dport 5000 -j DROP", ["--external", ":5000"], "host-a", "filter DOCKER-USER", "iptables -t filter -D DOCKER-USER", "iptables -D DOCKER-USER -d 172.18.0.11 -p tcp --dport 5000 -j DROP" },
        { "host-a", "nft add table inet chatfw; nft add chain inet chatfw input '{ type filter hook input priority 0 ; }'; nft add rule inet chatfw input udp dport 4789 drop", ["chat-b", "redis"], "host-a", "inet chatfw input", "nft -a list chain inet chatfw input", "nft delete table inet chatfw" },
        { "host-a", "ip link set vxlan0 down", ["chat-b", "redis"], "host-a", "vxlan0", "ip link set vxlan0 up", "ip link set vxlan0 up" },
        { "host-a", OtherVni, ["chat-b", "redis"], "host-a", "vxlan0", Up, Up },
        { "host-b", "ip link set vxlan0 nomaster", ["chat-b", "redis"], "host-b", "vxlan0", "ip link set vxlan0 master vxlan-net", "ip link set vxlan0 master vxlan-net" },
        { "host-b", $"{ForgetRedis}; bridge fdb replace {MacOfRedis} dev vxlan0 dst {NobodyOnTheUnderlay} self", ["chat-b", "redis"], "host-b", "vxlan0", "bridge fdb del", $"bridge fdb del {MacOfRedis} dev vxlan0 dst {NobodyOnTheUnderlay} self" },
        { "host-b", Mtu("chat-b", 1500), ["chat-b", "redis", "--size", "1500"], "host-b", "vxlan0", "Set the network's MTU", Mtu("chat-b", 1450) },
        { "host-a", "docker stop -t 1 redis", ["chat-b", "redis"], "host-a", "container redis", "docker start redis", "docker start redis; " + Healthy },
        { "host-a", "docker pause redis", ["chat-b", "redis"], "host-a", "container redis", "docker unpause redis", "docker unpause redis; " + Healthy },
        { "host-b", "docker network disconnect vxlan-net chat-b", ["chat-b", "redis"], "host-b", "container chat-b", ConnectChatB, ConnectChatB + "; docker restart -t 1 chat-b; " + Healthy },
        { "host-a", "iptables -I INPUT -p udp --dport 4789 -j DROP", ["--message", "hello"], "host-a", "filter INPUT", "iptables -t filter -D INPUT -p udp", "iptables -D INPUT -p udp --dport 4789 -j DROP" },
        { "host-a", "true", ["chat-b", "redis:6380"], "host-a", "redis", "chatlab walk chat-b redis:6379", "true" },
        { "host-a", "iptables -t nat -D DOCKER ! -i vxlan-net -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.11:5000; pkill -f '[d]ocker-proxy.* -host-port 5000'", ["--external", ":5000"], "host-a", "nat DOCKER", "docker restart chat-a", "docker restart -t 1 chat-a; " + Healthy },
    };

    /// <summary>With CHATASPIRE_FULL=1 these too.</summary>
    public static TheoryData<string, string, string[], string, string, string, string> MoreBreaks => !LabHome.Full ? [] : new()
    {
        { "host-b", "iptables -I OUTPUT -p udp --dport 4789 -j DROP", ["chat-b", "redis"], "host-b", "filter OUTPUT", "iptables -t filter -D OUTPUT -p udp", "iptables -D OUTPUT -p udp --dport 4789 -j DROP" },
        { "host-b", "ip link set vxlan0 down", ["chat-b", "redis"], "host-b", "vxlan0", "ip link set vxlan0 up", "ip link set vxlan0 up" },
        { "host-b", $"bridge fdb replace {MacOfRedis} dev vxlan0 dst {NobodyOnTheUnderlay} self", ["chat-b", "redis"], "host-b", "vxlan0", "bridge fdb del", $"bridge fdb del {MacOfRedis} dev vxlan0 dst {NobodyOnTheUnderlay} self" },
        { "host-a", "docker stop -t 1 chat-a", ["--external", ":5000"], "host-a", "container chat-a", "docker start chat-a", "docker start chat-a; " + Healthy },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    [MemberData(nameof(MoreBreaks))]
    public async Task What_is_broken_is_named_with_its_cure(string on, string damage, string[] walk, string host, string where, string cure, string repair)
    {
        var mac = await fixture.MacOfAsync("host-a", "redis");
        await fixture.OnHostAsync(on, damage.Replace(MacOfRedis, mac, StringComparison.Ordinal));
        try
        {
            var ran = await fixture.Lab.RunAsync(["walk", .. walk, "--json"]);

            Assert.True(ran.ExitCode == 1, $"exit code {ran.ExitCode}\n{ran.Error}\n{ran.Output}");
            var document = JsonDocument.Parse(ran.Output).RootElement;
            var verdict = (document.TryGetProperty("walks", out var walks) ? walks[0] : document).GetProperty("verdict");
            Assert.Equal((host, where), (Text(verdict, "host"), Text(verdict, "location")));
            Assert.StartsWith(cure, Text(verdict, "cure"), StringComparison.Ordinal);
        }
        finally
        {
            if (repair == Up)
            {
                (await fixture.Lab.RunAsync("up")).EnsureSuccess();
            }
            else
            {
                await fixture.OnHostAsync(on, repair.Replace(MacOfRedis, mac, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task A_message_s_own_trace_holds_the_packets_that_carried_it_on_both_hosts()
    {
        var ran = (await fixture.Lab.RunAsync("walk", "--message", "hello")).EnsureSuccess();

        // Trace: http://localhost:18888/traces/detail/4c4e4f739a5fdcc25a348efbcef4de9a (…)
        var trace = ran.Error.Split("/traces/detail/")[1][..32];
        // Each program sends its spans when it likes; those of Redis commands come last.
        var spans = await fixture.SpansAsync(trace, spans =>
            spans.Contains(("chat-a", "EVAL")) && spans.Any(span => span is ("chat-b", _)) && spans.Any(span => span is ("host-b", _)));
        Assert.Contains(("chatlab", "chatlab walk"), spans);
        Assert.Contains(("chat-a", "POST /api/rooms/{room}/messages"), spans);
        Assert.Contains(("chat-b", "process walk"), spans);
        Assert.Contains(spans, span => span is ("host-a", var name) && name.StartsWith("PSH ACK ", StringComparison.Ordinal) && name.EndsWith(" → 172.18.0.100:6379", StringComparison.Ordinal));
        Assert.Contains(("host-a", "vxlan0"), spans);
        Assert.Contains(("host-b", "vxlan0"), spans);
        Assert.Contains(("host-b", "eth0 of chat-b"), spans);
    }

    /// <summary>A host's own end of the overlay is reached by its containers with the bridge, by others across the tunnel.</summary>
    [Theory]
    [InlineData("chat-a", "host-a", "host-a vxlan-net", 0)]
    [InlineData("chat-a", "172.18.0.1", "host-a vxlan-net", 0)]
    [InlineData("chat-b", "172.18.0.1", "host-a vxlan-net", 2)]
    public async Task A_walk_to_a_host_ends_where_the_host_takes_it(string from, string to, string last, int tunnelled)
    {
        var ping = (await WalkAsync(from, to)).Single(packet => Text(packet, "name") == "ICMP echo request");

        Assert.True(ping.GetProperty("arrived").GetBoolean());
        Assert.Equal(last, Devices(ping).Select(hop => $"{Text(hop, "host")} {Text(hop, "device")}").Last());
        Assert.Equal(tunnelled, Devices(ping).Count(hop => hop.TryGetProperty("tunnel", out _)));
    }

    /// <summary>Where no port is known, any is followed: chat-b tells the dashboard its metrics every 5 s.</summary>
    [Fact]
    public async Task Existing_traffic_is_followed_without_a_port() => Assert.Contains(
        await WalkAsync("--live", "chat-b", "dashboard", "--seconds", "8"), packet => Text(packet, "destination").StartsWith("172.18.0.200:", StringComparison.Ordinal));

    [Fact]
    public async Task Existing_traffic_is_followed_as_far_as_was_asked()
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
    public async Task Captures_are_files_that_other_tools_read()
    {
        var folder = Path.Combine(fixture.Home, "captures");
        (await fixture.Lab.RunAsync("walk", "chat-b", "redis", "--pcap", folder)).EnsureSuccess();

        var read = (await LabHome.Machine.RunAsync(new("tcpdump", "-nr", Path.Combine(folder, "host-a.eth0.pcap")), TestContext.Current.CancellationToken)).Check();

        Assert.Contains("VXLAN", read.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "host-b.chat-b.eth0.pcap")));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task Nothing_stays_on_the_hosts_when_a_walk_is_ended(string signal)
    {
        var before = await StateAsync();
        using var walk = fixture.Lab.Start("walk", "--live", "chat-b", "redis", "--seconds", "60", "--log-rules");
        await Wait.UntilAsync("the walk listens", async () => (await StateAsync()).Contains("--log-prefix \"FILTER DOCKER: \"", StringComparison.Ordinal), TimeSpan.FromSeconds(30));

        (await LabHome.Machine.RunAsync(new("kill", $"-{signal}", $"{walk.Id}"), TestContext.Current.CancellationToken)).Check();
        await walk.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(signal == "KILL" ? 137 : 130, walk.ExitCode);
        await AsBeforeAsync(before, AtOnce);
    }

    [Fact]
    public async Task A_host_that_cannot_listen_is_named_and_nothing_stays()
    {
        await fixture.OnHostAsync("host-a", "touch /run/chatlab");
        try
        {
            var before = await StateAsync();

            var ran = await fixture.Lab.RunAsync("walk", "chat-b", "redis");

            Assert.Equal(2, ran.ExitCode);
            Assert.Contains("host-a cannot capture: mkdir: ", ran.Error, StringComparison.Ordinal);
            await AsBeforeAsync(before, TimeSpan.FromSeconds(5));
        }
        finally
        {
            await fixture.OnHostAsync("host-a", "rm /run/chatlab");
        }
    }

    /// <summary>/run is small, and in memory, on many hosts.</summary>
    [Fact]
    public async Task Where_a_host_has_room_for_the_beginning_only_nothing_is_taken_for_lost()
    {
        await fixture.OnHostAsync("host-a", "mkdir /run/chatlab; mount -t tmpfs -o size=1m tmpfs /run/chatlab");
        try
        {
            var walk = fixture.Lab.RunAsync("walk", "--live", "chat-b", "chat-a", "--seconds", "3", "--packets", "10000", "--json");
            await Wait.UntilAsync("the walk listens", async () => (await fixture.OnHostAsync("host-a", "find /run/chatlab -name ready")).Length > 0, TimeSpan.FromSeconds(30));
            await fixture.OnHostAsync("host-b", """
                pid=$(docker inspect -f '{{.State.Pid}}' chat-b)
                for _ in $(seq 40); do nsenter -t $pid -n curl -sf -o /dev/null http://172.18.0.11:5000/; sleep 0.03; done
                """);

            var lines = JsonLines((await walk).EnsureSuccess());
            var packets = lines[..^1].Select(line => line.GetProperty("packet")).ToList();

            Assert.Contains(lines[^1].GetProperty("summary").GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("host-a: the capture of vxlan0 ended early", StringComparison.Ordinal)
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
    public async Task Chains_that_no_trace_tells_of_are_said()
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
    public async Task Nothing_stays_on_the_hosts_after_a_walk()
    {
        var before = await StateAsync();

        (await fixture.Lab.RunAsync("walk", "chat-b", "redis", "--log-rules")).EnsureSuccess();

        Assert.Equal(before, await StateAsync());
    }

    /// <summary>The SSH server's processes are killed too: only the watchdog on the host is left.</summary>
    [Fact]
    public async Task What_a_walk_placed_expires_by_itself()
    {
        var before = await StateAsync();
        using var walk = fixture.Lab.Start("walk", "--live", "chat-b", "redis", "--seconds", "1", "--log-rules");
        await Wait.UntilAsync("the walk listens", async () => (await StateAsync()).Contains("--log-prefix \"FILTER DOCKER: \"", StringComparison.Ordinal), TimeSpan.FromSeconds(30));

        foreach (var host in Hosts)
        {
            await fixture.OnHostAsync(host, "pkill -KILL -f '^sh -c id=.1 seconds=' ; true");
        }

        walk.Kill();
        var left = await StateAsync();
        Assert.Contains("table ip chatlab-walk-", left, StringComparison.Ordinal);
        Assert.Contains("--comment chatlab-walk-", left, StringComparison.Ordinal);
        await AsBeforeAsync(before, TimeSpan.FromSeconds(120));
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
    public async Task A_walk_that_cannot_be_is_refused(params string[] arguments)
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
            return [.. JsonLines(ran).Select(line => line.TryGetProperty("packet", out var packet) ? packet : (JsonElement?)null).OfType<JsonElement>()];
        }

        var document = JsonDocument.Parse(ran.Output).RootElement;
        JsonElement[] walks = document.TryGetProperty("walks", out var list) ? [.. list.EnumerateArray()] : [document];
        return [.. walks.SelectMany(walk => walk.GetProperty("packets").EnumerateArray())];
    }

    private static List<JsonElement> JsonLines(Ran ran) =>
        [.. ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static IEnumerable<JsonElement> Devices(JsonElement packet) => packet.GetProperty("hops").EnumerateArray().Where(hop => hop.TryGetProperty("device", out _));

    private static IEnumerable<JsonElement> Chains(JsonElement packet) => packet.GetProperty("hops").EnumerateArray().Where(hop => hop.TryGetProperty("table", out _));

    private static string[] Rules(JsonElement chain) => [.. chain.GetProperty("rules").EnumerateArray().Select(rule => Optional(rule, "rule")).OfType<string>()];

    /// <summary>The rules that a packet passed are rules of its hosts.</summary>
    private async Task AreInstalledAsync(JsonElement packet)
    {
        foreach (var chains in Chains(packet).GroupBy(hop => Text(hop, "host")))
        {
            var installed = (await fixture.OnHostAsync(chains.Key, "iptables -S; iptables -t nat -S")).Split('\n');
            var rules = chains.SelectMany(Rules).ToList();
            Assert.All(rules, rule => Assert.Contains(rule, installed));
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string? Optional(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>All that a walk could leave: rules and tables, queueing, processes, files.</summary>
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

    private async Task AsBeforeAsync(string before, TimeSpan limit)
    {
        var now = "";
        await Wait.UntilAsync("the hosts are as before", async () => (now = await StateAsync()) == before, limit, () => $"{before}\nbecame\n{now}");
    }

    private async Task<string> VethAsync(string host, string container) => (await fixture.OnHostAsync(host,
        $"grep -lx $(docker exec {container} cat /sys/class/net/eth0/iflink) /sys/class/net/*/ifindex | cut -d/ -f5")).Trim();

    /// <summary>A listener of its own on a host.</summary>
    private async Task<(Func<Task<string>> Read, Func<Task> Stop)> CaptureAsync(string host, string device, string filter)
    {
        await fixture.OnHostAsync(host, $"rm -f /tmp/independent; tcpdump -i {device} -n -v --immediate-mode -l '{filter}' > /tmp/independent 2> /tmp/independent.err & until grep -q listening /tmp/independent.err; do sleep 0.05; done");
        return (() => fixture.OnHostAsync(host, "cat /tmp/independent; rm -f /tmp/independent /tmp/independent.err"), () => fixture.OnHostAsync(host, "pkill tcpdump; sleep 0.2"));
    }

    private static string Mtu(string container, int bytes) =>
        $"pid=$(docker inspect -f '{{{{.State.Pid}}}}' {container}); veth=$(ip -o link show master vxlan-net | grep -o 'veth[0-9a-f]*' | head -1); "
        + $"ip link set $veth mtu {bytes}; nsenter -t $pid -n ip link set eth0 mtu {bytes}; ip link set vxlan-net mtu {bytes}";
}
