using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>Correlates captures that are still being written, and yields each packet once, when all of its path is known.</summary>
internal sealed class LiveCorrelator(WalkPath path, Topology topology, IReadOnlyList<string> hosts)
{
    /// <summary>The time that a packet that arrived waits for devices that have not shown it.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);

    /// <summary>Pieces of a trace to keep, at one per second: those of the packets that still wait.</summary>
    private const int MaxTracePieces = 6;

    private readonly Dictionary<CapturePoint, PcapStream> _streams = [];
    private readonly Dictionary<CapturePoint, List<Frame>> _frames = [];
    private readonly Dictionary<string, Queue<string>> _traces = [];
    private Dictionary<string, ClockOffset> _clocks = [];

    /// <summary>Adds bytes that a device's capture grew by.</summary>
    public void AddCapture(CapturePoint point, ReadOnlyMemory<byte> bytes)
    {
        if (!_streams.TryGetValue(point, out var stream))
        {
            _streams[point] = stream = new PcapStream(topology.TunnelPort);
            _frames[point] = [];
        }

        _frames[point].AddRange(stream.Append(bytes));
    }

    /// <summary>Adds text that a host's chain trace grew by.</summary>
    public void AddTrace(string host, string text)
    {
        if (!_traces.TryGetValue(host, out var pieces))
        {
            _traces[host] = pieces = new Queue<string>();
        }

        pieces.Enqueue(text);
        if (pieces.Count > MaxTracePieces)
        {
            pieces.Dequeue();
        }
    }

    /// <summary>
    /// Yields the packets whose path is complete, each once, in the order in which they were first seen. Packets that did not
    /// arrive are left to the final correlation: a capture may be late, and a packet must not be called lost because of that.
    /// </summary>
    /// <param name="begin">Host → when all of its captures had started, by its own clock.</param>
    /// <param name="until">Host → the time up to which its captures are known, by its own clock.</param>
    public IReadOnlyList<PacketWalk> TakeComplete(IReadOnlyDictionary<string, DateTime> begin, IReadOnlyDictionary<string, DateTime> until)
    {
        if (_clocks.Count == 0 || _clocks.Values.Any(clock => clock.Uncertainty is null))
        {
            _clocks = Clocks.CompareAll(topology, Known(), hosts);
        }

        var first = begin.Max(host => host.Value - _clocks[host.Key].Offset);
        var horizon = until.Min(host => host.Value - _clocks[host.Key].Offset);
        var traversals = _traces.ToDictionary(host => host.Key, host => ChainTrace.Parse(string.Concat(host.Value), _ => { }));
        var complete = Correlation.Walks(path, Segments.Split(Known()), traversals, _clocks, topology.BridgeFilteringHosts)
            .Where(walk => walk.Start < first || IsComplete(walk, horizon))
            .ToList();
        var taken = complete.SelectMany(walk => walk.Devices).Select(hop => (hop.Point, hop.Frame.Time)).ToHashSet();
        foreach (var (point, frames) in _frames)
        {
            frames.RemoveAll(frame => taken.Contains((point, frame.Time)));
        }

        return [.. complete.Where(walk => walk.Start >= first)];
    }

    private Dictionary<CapturePoint, IReadOnlyList<Frame>> Known() =>
        _frames.ToDictionary(device => device.Key, device => (IReadOnlyList<Frame>)device.Value);

    private static bool IsComplete(PacketWalk walk, DateTime horizon) =>
        walk.End < horizon && walk.Arrived
            && (walk.Devices.Count() == walk.Expected.Count(point => point.IsCaptured) || walk.End < horizon - MaxWait);
}
