using System.Net;
using System.Net.Sockets;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Capture;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>What listens on a host, run here while a slow network takes what it sends; on a lab's hosts: ChatAspire.RealHosts.Tests, WalkTests.</summary>
public class TapTests
{
    private const int Port = 64789;
    private const int Listens = 1;
    private const int Expires = 4;
    private const int Sending = 4;

    private static readonly LocalMachine Machine = new();

    [Fact]
    public async Task What_was_seen_is_not_taken_away_while_it_is_sent()
    {
        // Nobody reads before the time to exist is over.
        var sent = await RunAsync("slow", $"sleep {Expires}.5; cat");

        Assert.Empty(sent.Error);
        var unread = new List<string>();
        var files = new CaptureFiles(sent.OutputBytes, unread.Add);
        Assert.Empty(unread);
        Assert.InRange(files.Bytes("p0.pcap").Length, 100_000, int.MaxValue);
        Assert.InRange(files.Bytes("p1.pcap").Length, 100_000, int.MaxValue);
        await Until.TrueAsync(() => !Directory.Exists(CaptureScript.Folder("slow")), "nothing is left");
    }

    [Fact]
    public async Task Killed_while_it_sends_it_leaves_nothing_all_the_same()
    {
        await RunAsync("gone", $"sleep {Expires}.5; kill -KILL $(cat \"$pid\")");
        Assert.True(Directory.Exists(CaptureScript.Folder("gone")), "it had ended before it was killed");

        await Until.TrueAsync(() => !Directory.Exists(CaptureScript.Folder("gone")), "nothing is left");
    }

    /// <param name="reader">Takes what the script sends; <c>$pid</c> is a file with the script's process.</param>
    private static async Task<CommandResult> RunAsync(string id, string reader)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && (await Machine.RunAsync(HostCommand.Shell("command -v tcpdump"), TestContext.Current.CancellationToken)).Succeeded, "needs root and tcpdump");
        var pid = Path.GetTempFileName();
        string[] arguments =
        [
            id, "60", $"{Expires}", $"{Sending}", "16384", "", "", "", "20", "",
            "p0", "-", "lo", $"udp port {Port}", "p1", "-", "lo", $"udp port {Port}",
        ];
        var running = Machine.RunAsync(HostCommand.Shell(
            $$"""
            pid=$1; shift
            sleep {{Listens}} | sh -c 'echo $$ > "$0"; exec sh -c "$@"' "$pid" "$@" | { {{reader}}; }
            """, [pid, CaptureScript.Text, "sh", .. arguments]), TestContext.Current.CancellationToken);
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
}
