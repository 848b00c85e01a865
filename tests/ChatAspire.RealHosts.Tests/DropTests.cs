using System.Text.Json;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>The kernel's own drop reasons on this machine, read through bpftrace and through an instance of tracefs.</summary>
[Collection(nameof(PlainHost))]
public sealed class DropTests(PlainHost fixture) : IAsyncLifetime
{
    private const string Bpftrace = "bpftrace";
    private const string Tracefs = "tracefs";

    /// <summary>Functions for commands that make a fault: run in its namespace, the host end of its veth, its address.</summary>
    private const string Functions =
        """
        into() { pid=$(docker inspect -f '{{.State.Pid}}' "plain-$1"); shift; nsenter -t "$pid" -n "$@"; }
        veth() {
            index=$(into "$1" ip -o link show eth0 | sed 's/.*@if\([0-9]*\):.*/\1/')
            ip -o link | sed -n "s/^$index: \([^@]*\)@.*/\1/p"
        }
        address() { into "$1" ip -4 -o address show eth0 | grep -o 'inet [0-9.]*' | cut -d' ' -f2; }

        """;

    private const string Rule =
        """
        into db nft add table inet word
        into db nft 'add chain inet word in { type filter hook input priority 0; }'
        into db nft add rule inet word in tcp dport 7000 drop
        """;

    /// <summary>The processes of <see cref="Queue"/>.</summary>
    private static readonly string Pids = $"/tmp/{LabHome.Prefix}-drops.pids";

    /// <summary>A backlog of 1, which two connections fill, and a program that accepts none of them.</summary>
    private static readonly string Queue =
        $$"""
        run() { into "$1" setsid perl -MIO::Socket::INET -e 'open F, ">>{{Pids}}"; print F "$$\n"; close F; '"$2" "$3" & }
        run db '$s = IO::Socket::INET->new(LocalPort => 8089, Listen => 1) or die; sleep 60'
        for i in $(seq 100); do into db ss -Hltn | grep -q :8089 && break; sleep 0.1; done
        run web 'push @s, IO::Socket::INET->new(PeerAddr => "$ARGV[0]:8089", Timeout => 0.3) for 1..4; sleep 60' "$(address db)"
        for i in $(seq 100); do into db ss -Hltn | grep -q 'LISTEN *2 .*:8089' && break; sleep 0.1; done
        """;

    private string _withoutBpftrace = "";

    /// <summary>The source, the commands that make and undo the fault, the walk, the bearing, reason and function.</summary>
    public static TheoryData<string, string, string, string, string, string> Faults => new()
    {
        { Bpftrace, Rule, "into db nft delete table inet word", "plain-web plain-db", "confirms", "NETFILTER_DROP nft_do_chain" },
        { Tracefs, Rule, "into db nft delete table inet word", "plain-web plain-db", "nearby", "NETFILTER_DROP nft_do_chain" },
    };

    /// <summary>More faults, with CHATASPIRE_FULL=1.</summary>
    public static TheoryData<string, string, string, string, string, string> MoreFaults
    {
        get
        {
            const string Elsewhere = "into db sysctl -qw net.ipv4.conf.all.rp_filter=1; to=$(address web)\n"
                + "into db ip link add d0 type bridge; into db ip link set d0 up; into db ip route add $to dev d0\n"
                // An ARP request is ignored for the same reason, and not dropped.
                + "into web ip neigh replace $(address db) lladdr $(into db ip -o link show eth0 "
                + "| sed 's/.*ether \\([0-9a-f:]*\\) .*/\\1/') dev eth0 nud permanent";
            const string Back = "into db ip link del d0; into db sysctl -qw net.ipv4.conf.all.rp_filter=0\n"
                + "into web ip neigh del $(address db) dev eth0";
            const string Port = "ip link set $(veth db) mtu ";
            var kill = $"kill $(cat {Pids}); rm -f {Pids}";
            const string TooLong = "NOT_SPECIFIED br_(nf_)?dev_queue_(push_)?xmit";
            return !FullRun.IsOn ? [] : new()
            {
                { Bpftrace, Port + "1400", Port + "1500", "plain-web plain-db --size 1450", "confirms", TooLong },
                { Tracefs, Port + "1400", Port + "1500", "plain-web plain-db --size 1450", "nearby", TooLong },
                { Bpftrace, Elsewhere, Back, "plain-web plain-db", "confirms", "IP_RPFILTER ip_rcv_finish_core" },
                { Tracefs, Elsewhere, Back, "plain-web plain-db", "nearby", "IP_RPFILTER ip_rcv_finish_core" },
                { Bpftrace, Queue, kill, "plain-web plain-db:8089", "silent", "" },
                { Tracefs, Queue, kill, "plain-web plain-db:8089", "none-nearby", "" },
                { Bpftrace, "true", "true", "plain-web plain-db:81", "confirms", "NO_SOCKET tcp_v4_rcv" },
                { Bpftrace, "into db ip route add blackhole $(address web)", "into db ip route del blackhole $(address web)",
                    "plain-web plain-db", "silent", "" },
            };
        }
    }

    /// <summary>Both sources with CHATASPIRE_FULL=1.</summary>
    public static TheoryData<string> Sources => FullRun.IsOn ? [Bpftrace, Tracefs] : [Bpftrace];

    public async ValueTask InitializeAsync() => _withoutBpftrace = (await PlainHost.RunAsync(
        "d=$(mktemp -d); ln -s /usr/bin/* /usr/sbin/* $d 2> /dev/null; rm -f $d/bpftrace; echo $d")).Trim();

    [Theory]
    [MemberData(nameof(Faults))]
    [MemberData(nameof(MoreFaults))]
    public async Task The_kernel_s_reason_stands_beside_the_verdict(
        string source, string make, string undo, string walk, string bearing, string drop)
    {
        await SkipWithoutAsync(source);
        var verdict = await WalkAsync(source, make, undo, walk);

        Assert.True(bearing == verdict.GetProperty("kernel").GetProperty("bearing").GetString(), $"{verdict}");
        Assert.Equal(bearing == "confirms", verdict.GetProperty("confidence").GetString() == "confirmed");
        var host = Assert.Single(verdict.GetProperty("kernel").GetProperty("hosts").EnumerateArray());
        Assert.Equal(("local", source), (host.GetProperty("host").GetString(), host.GetProperty("source").GetString()));
        Assert.Equal(source == Tracefs, host.TryGetProperty("limit", out _));
        var drops = verdict.GetProperty("kernel").GetProperty("drops").EnumerateArray().ToList();
        Assert.Equal(drop.Length == 0, drops.Count == 0);
        if (drops.Count > 0)
        {
            Assert.Matches($"^{drop}$", $"{drops[0].GetProperty("reason").GetString()} {drops[0].GetProperty("function").GetString()}");
            Assert.Equal(source == Bpftrace, drops[0].TryGetProperty("packet", out _));
        }
    }

    /// <summary>Ctrl-C while the kernel's drops are read: nothing remains, and the machine's own trace buffer is as it was.</summary>
    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Interrupted_while_drops_are_read_it_leaves_nothing(string source)
    {
        await SkipWithoutAsync(source);
        await RunAsync("into db ip route add blackhole $(address web)");
        try
        {
            var before = await PlainHostState.ReadAsync();
            using var walk = fixture.Chatlab.Start(Environment(source), ["walk", "plain-web", "plain-db"]);
            await Wait.UntilAsync(
                "it reads drops", async () => (await PlainHost.RunAsync("ls /run/chatlab/*/drops.kernel 2> /dev/null; true")).Length > 0);
            await PlainHost.RunAsync($"kill -INT {walk.Id}");
            await walk.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Equal(130, walk.ExitCode);
            await Wait.UntilAsync("nothing is left", async () => before == await PlainHostState.ReadAsync());
        }
        finally
        {
            await RunAsync("into db ip route del blackhole $(address web)");
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_withoutBpftrace, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<JsonElement> WalkAsync(string source, string make, string undo, string walk)
    {
        try
        {
            await RunAsync(make);
            var ran = await fixture.Chatlab.RunWithAsync(Environment(source), ["walk", .. walk.Split(' '), "--json"]);
            Assert.True(ran.ExitCode == 1, $"exit code {ran.ExitCode}\n{ran.Error}");
            return JsonDocument.Parse(ran.Output).RootElement.GetProperty("verdict");
        }
        finally
        {
            await RunAsync(undo);
        }
    }

    private Dictionary<string, string> Environment(string source) =>
        source == Bpftrace ? [] : new() { ["PATH"] = _withoutBpftrace };

    /// <summary>Runs commands whose background programs keep none of their files open.</summary>
    private static Task<string> RunAsync(string line) => PlainHost.RunAsync($"exec > /dev/null 2>&1 < /dev/null\n{Functions}{line}\ntrue");

    private static async Task SkipWithoutAsync(string source)
    {
        var tools = await LabHome.Machine.RunAsync(HostCommand.Shell(
            "unshare -m --propagation private sh -c '[ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing' && "
            + (source == Bpftrace ? "command -v bpftrace && test -r /sys/kernel/btf/vmlinux" : "true")),
            TestContext.Current.CancellationToken);
        Assert.SkipUnless(tools.Succeeded, $"{source} cannot run here (Debian: bpftrace) {tools.Error}");
    }
}
