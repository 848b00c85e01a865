using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Capture;
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

    /// <summary>A bridge shows forwarded frames only in promiscuous mode; every other device keeps its mode.</summary>
    [Theory]
    [InlineData("Container", "-p")]
    [InlineData("Veth", "-p")]
    [InlineData("Bridge", "")]
    [InlineData("Vxlan", "-p")]
    [InlineData("Nic", "-p")]
    public void Only_a_bridge_is_put_into_promiscuous_mode(string kind, string mode)
    {
        var point = new CapturePoint("host-a", Enum.Parse<CapturePointKind>(kind), "dev", null, 1);
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

    private static string[] Arguments(string id) =>
    [
        id, "60", $"{Expires}", $"{Sending}", "16384", "", "", "", "20", "",
        "p0", "-", "lo", "-p", $"udp port {Port}", "p1", "-", "lo", "", $"udp port {Port}",
    ];

    private static async Task SkipWithoutTcpdumpAsync()
    {
        var tcpdump = await Machine.RunAsync(HostCommand.Shell("command -v tcpdump"), TestContext.Current.CancellationToken);
        Assert.SkipUnless(Environment.IsPrivilegedProcess && tcpdump.Succeeded, "needs root and tcpdump");
    }
}
