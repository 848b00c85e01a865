using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>Correlates captures that are still being written, and returns each packet once, as soon as its whole path is known.</summary>
/// <param name="traceAge">The age at which trace text is discarded. Packets that take longer to complete lack their chains.</param>
internal sealed class LiveCorrelator(WalkPath path, Topology topology, IReadOnlyList<string> hosts, TimeSpan traceAge)
{
    /// <summary>The time for which a packet that has arrived waits for devices that have not shown it yet.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);

    private readonly Dictionary<CapturePoint, PcapStream> _streams = [];
    private readonly Dictionary<CapturePoint, List<Frame>> _frames = [];
    private readonly Dictionary<string, Queue<(DateTime Time, string Text)>> _traces = [];
    private Dictionary<string, ClockOffset> _clocks = [];

    /// <summary>Adds the bytes by which a device's capture grew.</summary>
    public void AddCapture(CapturePoint point, ReadOnlyMemory<byte> bytes)
    {
        if (!_streams.TryGetValue(point, out var stream))
        {
            _streams[point] = stream = new PcapStream(path.TunnelPort);
            _frames[point] = [];
        }

        _frames[point].AddRange(stream.Append(bytes));
    }

    /// <summary>The age at which the frames of incomplete packets, and the trace text of batched captures, are discarded.</summary>
    public static TimeSpan MaxTraceAge => 2 * MaxWait;

    /// <summary>Adds the text by which a host's chain trace grew.</summary>
    /// <param name="time">The time of the poll, by the host's clock.</param>
    public void AddTrace(string host, string text, DateTime time)
    {
        if (!_traces.TryGetValue(host, out var pieces))
        {
            _traces[host] = pieces = new();
        }

        if (text.Length > 0)
        {
            pieces.Enqueue((time, text));
        }

        while (pieces.TryPeek(out var oldest) && time - oldest.Time > traceAge)
        {
            pieces.Dequeue();
        }
    }

    /// <summary>
    /// Returns the packets whose path is complete, each once, in the order in which they were first seen. Packets that did not arrive are
    /// left to the final correlation, so that a late capture does not make them look lost.
    /// </summary>
    /// <param name="begin">Host → the time when all of its captures had started, by its own clock.</param>
    /// <param name="until">Host → the time up to which its captures are known, by its own clock.</param>
    public IReadOnlyList<PacketWalk> TakeComplete(IReadOnlyDictionary<string, DateTime> begin, IReadOnlyDictionary<string, DateTime> until)
    {
        if (_clocks.Count == 0 || _clocks.Values.Any(clock => clock.Uncertainty is null))
        {
            _clocks = Clocks.CompareAll(topology, path.Tunnels, Known(), hosts);
        }

        var first = begin.Max(host => host.Value - _clocks[host.Key].Offset);
        var horizon = until.Min(host => host.Value - _clocks[host.Key].Offset);
        var traversals = _traces.ToDictionary(
            host => host.Key, host => ChainTrace.Parse(string.Concat(host.Value.Select(piece => piece.Text)), _ => { }));
        var complete = Correlation.Walks(path, Segments.Split(Known()), traversals, _clocks, topology.BridgeFilteringHosts(path))
            .Where(walk => walk.Start < first || IsComplete(walk, horizon))
            .ToList();
        var taken = complete.SelectMany(walk => walk.Devices).Select(hop => (hop.Point, hop.Frame.Time)).ToHashSet();
        foreach (var (point, frames) in _frames)
        {
            // Packets that stay incomplete for longer than this are left to the final correlation.
            var oldest = frames.Count > 0 ? frames[^1].Time - MaxTraceAge : default;
            frames.RemoveAll(frame => taken.Contains((point, frame.Time)) || frame.Time < oldest);
        }

        return [.. complete.Where(walk => walk.Start >= first)];
    }

    private IReadOnlyDictionary<CapturePoint, IReadOnlyList<Frame>> Known() => FloodedCopies.Remove(
        _frames.ToDictionary(device => device.Key, device => (IReadOnlyList<Frame>)device.Value), path.Tunnels);

    private static bool IsComplete(PacketWalk walk, DateTime horizon) =>
        walk.End < horizon && walk.Arrived
            && (walk.Devices.Count() == walk.Expected.Count(point => point.IsCaptured) || walk.End < horizon - MaxWait);
}
