using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Drops;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Testing;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The capture script, run on this machine; on the hosts of a lab: ChatAspire.RealHosts.Tests, WalkTests.</summary>
public class CaptureScriptTests
{
    private const int Port = 64789;
    private const int Listens = 1;
    private const int Expires = 4;
    private const int Sending = 4;

    private static readonly LocalMachine Machine = new();

    [Fact]
    public async Task Captures_are_not_removed_while_they_are_sent()
    {
        // Reading begins only after the expiry.
        var sent = await RunAsync("slow", $"sleep {Expires}.5; cat");

        Assert.Empty(sent.Error);
        var unread = new List<string>();
        var files = new CaptureFiles(sent.OutputBytes, unread.Add);
        Assert.Empty(unread);
        Assert.InRange(files.Bytes("p0.pcap").Length, 100_000, int.MaxValue);
        Assert.InRange(files.Bytes("p1.pcap").Length, 100_000, int.MaxValue);
        await Wait.UntilAsync("nothing is left", () => !Directory.Exists(CaptureScript.Folder("slow")));
    }

    [Fact]
    public async Task Killed_while_sending_it_leaves_nothing()
    {
        await RunAsync("gone", $"sleep {Expires}.5; kill -KILL $(cat \"$pid\")");
        Assert.True(Directory.Exists(CaptureScript.Folder("gone")), "it had ended before it was killed");

        await Wait.UntilAsync("nothing is left", () => !Directory.Exists(CaptureScript.Folder("gone")));
    }

    [Fact]
    public async Task The_wait_for_the_captures_ends_when_they_have_ended()
    {
        var folder = Directory.CreateTempSubdirectory("ready-").FullName;
        var waiting = Machine.RunAsync(HostCommand.Shell(CaptureScript.Ready, folder, "60"), TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken); // it has looked
        Assert.False(waiting.IsCompleted);

        Directory.Delete(folder);

        Assert.Equal(1, (await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).ExitCode);
    }

    /// <summary>A machine under load may not get to its clean-up within the five seconds after which SIGKILL follows SIGTERM.</summary>
    [Fact]
    public async Task Cancelled_and_then_killed_on_this_machine_it_leaves_nothing()
    {
        await SkipWithoutTcpdumpAsync();
        var folder = CaptureScript.Folder("forced");
        var pid = Path.GetTempFileName();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Machine.RunAsync(
            HostCommand.Shell(
                """sleep 30 | sh -c 'echo $$ > "$0"; exec sh -c "$@"' "$@" """, [pid, CaptureScript.Text, "sh", .. Arguments("forced")]),
            cancellation.Token);
        await Wait.UntilAsync("it captures", () => File.Exists(Path.Combine(folder, "ready")));

        await Machine.RunAsync(HostCommand.Shell("""kill -STOP "$(cat "$1")" """, pid), TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Wait.UntilAsync("nothing is left", () => !Directory.Exists(folder));
        File.Delete(pid);
    }

    /// <summary>The tools with which drops are recorded, as the names of programs that the script may find.</summary>
    public static TheoryData<string> DropTools => ["bpftrace", "tracefs"];

    /// <summary>Nothing of the kernel's own trace buffer is changed, and nothing of the walk's remains.</summary>
    /// <param name="isMounted">True for a machine where tracefs is mounted, as systemd does.</param>
    [Theory]
    [InlineData("bpftrace", false)]
    [InlineData("bpftrace", true)]
    [InlineData("tracefs", false)]
    [InlineData("tracefs", true)]
    public async Task Drops_are_recorded_apart_from_the_host_s_own_trace_and_removed(string tool, bool isMounted)
    {
        var (path, before, pid) = (await PathWithAsync(tool), await TracefsAsync(), Path.GetTempFileName());

        var running = Machine.RunAsync(DropsCommand("drops", path, 3, expires: 120, pid, isMounted), TestContext.Current.CancellationToken);
        await Wait.UntilAsync("it records", () => File.Exists(Path.Combine(CaptureScript.Folder("drops"), "ready")));
        var during = await TracefsAsync();
        using (var sender = new UdpClient())
        {
            // Nothing listens there: the kernel drops it.
            await sender.SendAsync(new byte[10], new IPEndPoint(IPAddress.Loopback, Port), TestContext.Current.CancellationToken);
        }

        var files = new CaptureFiles((await running).Check().OutputBytes, _ => { });
        var recording = DropRecording.Read("here", files.Text, Port);
        Assert.Equal(tool, $"{recording.Source}", ignoreCase: true);
        Assert.Contains(recording.Drops, drop => drop.Reason == "NO_SOCKET"
            && (recording.Source == DropSource.Tracefs || drop.Packet?.Destination.Port == Port));
        Assert.Equal(tool == "tracefs" ? 1 : 0, during.Instances - before.Instances);
        Assert.Equal(before.Enabled, during.Enabled);
        Assert.Equal(before, await TracefsAsync());
        File.Delete(pid);
    }

    [Theory]
    [MemberData(nameof(DropTools))]
    public async Task Killed_while_it_records_drops_it_leaves_nothing(string tool)
    {
        var (path, before, pid) = (await PathWithAsync(tool), await TracefsAsync(), Path.GetTempFileName());
        var running = Machine.RunAsync(DropsCommand("killed", path, 15, expires: 20, pid), TestContext.Current.CancellationToken);
        await Wait.UntilAsync("it records", () => File.Exists(Path.Combine(CaptureScript.Folder("killed"), "ready")));
        var recorder = tool == "bpftrace" ? File.ReadAllText(Path.Combine(CaptureScript.Folder("killed"), "drops.pid")).Trim() : "";

        await Machine.RunAsync(HostCommand.Shell("""kill -KILL "$(cat "$1")" """, pid), TestContext.Current.CancellationToken);

        await Wait.UntilAsync("nothing is left", () => !Directory.Exists(CaptureScript.Folder("killed")));
        Assert.Equal(before, await TracefsAsync());
        await Wait.UntilAsync("bpftrace has ended", () => recorder.Length == 0 || !Directory.Exists($"/proc/{recorder}"));
        await running;
        File.Delete(pid);
    }

    /// <summary>A bridge shows forwarded frames only in promiscuous mode; every other device keeps its mode.</summary>
    [Theory]
    [InlineData("Container", "-p")]
    [InlineData("Veth", "-p")]
    [InlineData("Bridge", "")]
    [InlineData("Vxlan", "-p")]
    [InlineData("Nic", "-p")]
    public void Only_a_bridge_is_put_into_promiscuous_mode(string kind, string mode)
    {
        var point = new CapturePoint("host-a", Enum.Parse<CapturePointKind>(kind), "dev", null, Netns.Of(1));
        var plan = new CapturePlan([(point, "tcp")], [], [], TraceAmount.All, null, CapturePace.Own);

        var command = CaptureCommand.Build("x", plan, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));

        Assert.Equal(["p0", "1", "dev", mode, "tcp"], command.Arguments.TakeLast(5));
    }

    [Fact]
    public async Task The_tail_of_growing_files_is_read_once()
    {
        var folder = Directory.CreateTempSubdirectory("tail-").FullName;
        try
        {
            var file = Path.Combine(folder, "p0.pcap");
            var tail = new CaptureTail(Machine, folder, [CaptureScript.Now, "p0.pcap", "chains.txt"]);
            await File.WriteAllTextAsync(file, "one\n2 ", TestContext.Current.CancellationToken);
            var first = await tail.ReadAsync(TestContext.Current.CancellationToken);
            await File.AppendAllTextAsync(file, "three", TestContext.Current.CancellationToken);
            var second = await tail.ReadAsync(TestContext.Current.CancellationToken);
            var third = await tail.ReadAsync(TestContext.Current.CancellationToken);

            Assert.Equal(["one\n2 ", "three", ""], new[] { first, second, third }.Select(added =>
                Encoding.UTF8.GetString(added["p0.pcap"].Span)));
            Assert.True(first["chains.txt"].IsEmpty);
            Assert.NotNull(HostTime.Parse(Encoding.UTF8.GetString(third[CaptureScript.Now].Span)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <param name="reader">Reads the script's output; <c>$pid</c> is a file with the script's process id.</param>
    private static async Task<CommandResult> RunAsync(string id, string reader)
    {
        await SkipWithoutTcpdumpAsync();
        var pid = Path.GetTempFileName();
        var running = Machine.RunAsync(HostCommand.Shell(
            $$"""
            pid=$1; shift
            sleep {{Listens}} | sh -c 'echo $$ > "$0"; exec sh -c "$@"' "$pid" "$@" | { {{reader}}; }
            """, [pid, CaptureScript.Text, "sh", .. Arguments(id)]), TestContext.Current.CancellationToken);
        using var sender = new UdpClient();
        while (!running.IsCompleted)
        {
            for (var i = 0; i < 10; i++)
            {
                await sender.SendAsync(new byte[3000], new IPEndPoint(IPAddress.Loopback, Port), TestContext.Current.CancellationToken);
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        File.Delete(pid);
        return await running;
    }

    /// <summary>A search path on which bpftrace is found, or not.</summary>
    private static async Task<string> PathWithAsync(string tool)
    {
        await SkipWithoutTcpdumpAsync();
        var result = await Machine.RunAsync(HostCommand.Shell(
            """
            if ! unshare -m --propagation private sh -c "$3"; then exit 1; fi
            if [ "$1" = bpftrace ]; then command -v bpftrace > /dev/null && echo "$PATH:/usr/sbin:/sbin"; exit; fi
            folder=$2; ln -s /usr/bin/* /usr/sbin/* "$folder" 2> /dev/null; rm -f "$folder/bpftrace"; echo "$folder"
            """, tool, Directory.CreateTempSubdirectory("path-").FullName, DropScript.Mount), TestContext.Current.CancellationToken);
        Assert.SkipUnless(result.Succeeded, $"{tool} cannot run here (Debian: bpftrace) {result.Error}");
        return result.Output.Trim();
    }

    /// <param name="expires">Seconds; bpftrace takes some of them to attach while other tests run.</param>
    /// <param name="pid">A file for the script's process id.</param>
    /// <param name="isMounted">True for a mount namespace where tracefs is mounted.</param>
    private static HostCommand DropsCommand(
        string id, string path, int seconds, int expires, string pid, bool isMounted = false) => HostCommand.Shell(
        $$"""
        path=$1; shift
        sleep {{seconds}} | PATH=$path {{(isMounted ? "unshare -m --propagation private" : "")}} sh -c '
            {{(isMounted ? $"{DropScript.Mount} && " : "")}}echo $$ > "$0"; exec sh -c "$@"' "$@"
        """,
        path, pid, CaptureScript.Text, "sh", id, "60", $"{expires}", $"{Sending}", "16384", "", "", "", "20", "", "self",
        DropScript.Program(isIpv6: false));

    /// <summary>The number of instances, and the events that are enabled in the machine's own buffer.</summary>
    private static async Task<(int Instances, string Enabled)> TracefsAsync()
    {
        var read = (await Machine.RunAsync(HostCommand.Shell(
            """
            unshare -m --propagation private sh -c "$1"' && cd /sys/kernel/tracing &&
                ls instances | grep -e "-drops" -e "-killed" | wc -l; cat set_event tracing_on current_tracer events/skb/kfree_skb/enable'
            """, DropScript.Mount), TestContext.Current.CancellationToken)).Check().Output.Split('\n', 2);
        return (int.Parse(read[0], System.Globalization.CultureInfo.InvariantCulture), read[1]);
    }

    private static string[] Arguments(string id) =>
    [
        id, "60", $"{Expires}", $"{Sending}", "16384", "", "", "", "20", "", "", "",
        "p0", "self", "lo", "-p", $"udp port {Port}", "p1", "self", "lo", "", $"udp port {Port}",
    ];

    private static async Task SkipWithoutTcpdumpAsync()
    {
        var tcpdump = await Machine.RunAsync(HostCommand.Shell("command -v tcpdump"), TestContext.Current.CancellationToken);
        Assert.SkipUnless(Environment.IsPrivilegedProcess && tcpdump.Succeeded, "needs root and tcpdump");
    }
}
