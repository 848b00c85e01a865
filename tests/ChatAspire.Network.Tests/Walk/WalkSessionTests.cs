using System.Net;
using System.Net.Sockets;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Tests.Inspection;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>
/// A walk on this machine's loopback, cancelled while it follows traffic; on the hosts of a lab: ChatAspire.RealHosts.Tests, WalkTests.
/// </summary>
public class WalkSessionTests
{
    private const int Port = 64788;
    private const int PcapHeaderBytes = 24;
    private const string HostName = "host-a";

    [Fact]
    public async Task Cancelled_while_following_a_live_walk_keeps_what_it_captured()
    {
        var events = new List<WalkEvent>();

        var observations = await RunAsync(CapturePace.Batched, events);

        Assert.True(Assert.Single(Assert.Single(observations.Captures).Captures).File.Length > PcapHeaderBytes, "no packet was captured");
        Assert.Equal(
            [typeof(WalkEvent.StartingCaptures), typeof(WalkEvent.Listening), typeof(WalkEvent.Collecting), typeof(WalkEvent.Correlating)],
            events.Select(step => step.GetType()));
    }

    [Fact]
    public async Task Cancelled_a_walk_with_traffic_of_its_own_ends_without_a_result() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(CapturePace.Own, []));

    private static async Task<WalkObservations> RunAsync(CapturePace pace, List<WalkEvent> events)
    {
        await using var machine = new LocalMachine();
        var hasTcpdump = (await machine.RunAsync(HostCommand.Shell("command -v tcpdump"), TestContext.Current.CancellationToken)).Succeeded;
        Assert.SkipUnless(Environment.IsPrivilegedProcess && hasTcpdump, "needs root and tcpdump");
        var host = new WalkHost(new NamedHost(machine), "127.0.0.1", "lo", 65536, new Dictionary<int, Uri>());
        var topology = new Topology(new WalkScene([host], new OverlayNetwork("none", "none", Port), []), [Fixture.Host(Fixture.HostA)]);
        // Without flows, everything on the device is captured, and no rule is added.
        var path = new WalkPath([new CapturePoint(HostName, CapturePointKind.Nic, "lo")], []);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var session = new WalkSession(topology, logRules: false, pace, new EventList(events));
        return await session.RunAsync("loopback", [path], TimeSpan.FromSeconds(20), async (captures, token) =>
        {
            using var sender = new UdpClient();
            await sender.SendAsync(new byte[100], new IPEndPoint(IPAddress.Loopback, Port), token);
            var poll = await Assert.Single(captures).PollAsync(token);
            Assert.InRange(poll.Time - poll.Begin, TimeSpan.Zero, TimeSpan.FromMinutes(1));
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return null;
        }, cancellation.Token);
    }

    /// <summary>This machine under the name of a fixture's host.</summary>
    private sealed class NamedHost(LocalMachine machine) : ICommandRunner
    {
        public string Name => HostName;

        public Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellation) => machine.RunAsync(command, cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Collects events in the order in which they are reported; <see cref="Progress{T}"/> would reorder them.</summary>
    private sealed class EventList(List<WalkEvent> events) : IProgress<WalkEvent>
    {
        public void Report(WalkEvent value) => events.Add(value);
    }
}
