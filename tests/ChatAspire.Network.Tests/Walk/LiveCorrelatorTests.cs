using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>Packets of captures that are still being written.</summary>
public class LiveCorrelatorTests
{
    private static readonly string[] Hosts = ["host-b", "host-a"];

    private static readonly DateTime Past = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Future = new(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly WalkFixture _fixture = new("syn");

    [Theory]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Yields_each_packet_once_with_its_whole_path(int size)
    {
        var correlator = new LiveCorrelator(_fixture.ToRedis(_fixture.ClientPort), WalkFixture.Lab(), Hosts, LiveCorrelator.MaxTraceAge);
        foreach (var host in Hosts)
        {
            correlator.AddTrace(host, File.ReadAllText(_fixture.Chains(host)), Past);
        }

        var walks = new List<PacketWalk>();
        var pieces = Captures(_ => true).ToDictionary(capture => capture.Point, capture => new Queue<byte[]>(capture.File.Chunk(size)));
        while (pieces.Values.Any(queue => queue.Count > 0))
        {
            foreach (var (point, queue) in pieces.Where(device => device.Value.Count > 0))
            {
                correlator.AddCapture(point, queue.Dequeue());
            }

            // Nothing is known to be complete before the last piece.
            var until = pieces.Values.All(queue => queue.Count == 0) ? Future : Past;
            walks.AddRange(correlator.TakeComplete(Times(Past), Times(until)));
        }

        walks.AddRange(correlator.TakeComplete(Times(Past), Times(Future)));
        Assert.Equal(["SYN", "SYN ACK", "ACK", "FIN ACK", "ACK", "FIN ACK", "ACK"], walks.Select(walk => walk.Packet.Name));
        Assert.All(walks, walk => Assert.Equal(10, walk.Devices.Count()));
        Assert.Equal(2, walks[0].Chains.Select(hop => hop.Host).Distinct().Count());
    }

    /// <summary>A capture may lag behind the others: a packet that it has not shown yet is not complete, and not lost.</summary>
    [Fact]
    public void Holds_packets_that_have_not_arrived()
    {
        var correlator = new LiveCorrelator(_fixture.ToRedis(_fixture.ClientPort), WalkFixture.Lab(), Hosts, LiveCorrelator.MaxTraceAge);
        foreach (var (point, file) in Captures(point => point is not { Host: "host-a", Kind: CapturePointKind.Container }))
        {
            correlator.AddCapture(point, file);
        }

        Assert.DoesNotContain(correlator.TakeComplete(Times(Past), Times(Future)), walk => walk.IsForward);

        foreach (var (point, file) in Captures(point => point is { Host: "host-a", Kind: CapturePointKind.Container }))
        {
            correlator.AddCapture(point, file);
        }

        Assert.Equal(4, correlator.TakeComplete(Times(Past), Times(Future)).Count(walk => walk.IsForward && walk.Arrived));
    }

    /// <summary>Packets that were sent before all captures ran lack devices for no fault of theirs.</summary>
    [Fact]
    public void Omits_packets_sent_before_all_captures_ran()
    {
        var correlator = new LiveCorrelator(_fixture.ToRedis(_fixture.ClientPort), WalkFixture.Lab(), Hosts, LiveCorrelator.MaxTraceAge);
        foreach (var (point, file) in Captures(_ => true))
        {
            correlator.AddCapture(point, file);
        }

        Assert.Empty(correlator.TakeComplete(Times(Future), Times(Future)));
    }

    private IEnumerable<(CapturePoint Point, byte[] File)> Captures(Func<CapturePoint, bool> isIncluded) =>
        _fixture.Frames.Keys.Where(isIncluded)
        .Select(point =>
            (point, File.ReadAllBytes(_fixture.Capture(string.Join('.',
            new[] { point.Host, point.Container, point.Device, "pcap" }.OfType<string>())))));

    private static Dictionary<string, DateTime> Times(DateTime time) => Hosts.ToDictionary(host => host, _ => time);
}
