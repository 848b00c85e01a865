using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk;

/// <summary>Everything that the devices and chains on the paths showed while a walk ran.</summary>
/// <param name="BridgeFilteringHosts">The hosts whose bridged frames pass iptables, or ip6tables for IPv6.</param>
internal sealed record WalkObservations(
    IReadOnlyList<WalkPath> Paths,
    IReadOnlyDictionary<CapturePoint, IReadOnlyList<Frame>> Frames,
    IReadOnlyDictionary<string, IReadOnlyList<ChainTraversal>> Traversals,
    IReadOnlyDictionary<string, ClockOffset> Clocks,
    IReadOnlySet<string> BridgeFilteringHosts,
    ProbeOutcome? Outcome,
    IReadOnlyList<CaptureResult> Captures,
    IReadOnlyList<string> Notes)
{
    /// <summary>
    /// Correlates the packets of these paths that were sent while all captures were running. Returns them in the order in which they were
    /// first seen.
    /// </summary>
    public IReadOnlyList<PacketWalk> Walks(IEnumerable<WalkPath> paths)
    {
        var begin = Captures.Max(capture => capture.Begin - Clocks[capture.Host].Offset);
        var end = Captures.Min(capture => capture.End - Clocks[capture.Host].Offset);
        return
        [
            .. paths.SelectMany(path => Correlation.Walks(path, Frames, Traversals, Clocks, BridgeFilteringHosts))
                .Where(walk => walk.Start >= begin && walk.Start <= end)
                .OrderBy(walk => walk.Start),
        ];
    }

    /// <summary>Returns these observations with more notes.</summary>
    public WalkObservations With(IEnumerable<string> notes) => this with { Notes = [.. Notes, .. notes] };

    /// <summary>Creates the report of a walk that shows these packets.</summary>
    public WalkReport ToReport(string title, IReadOnlyList<PacketWalk> walks, Verdict? verdict) =>
        new(title, walks, Clocks, Outcome, verdict, Captures, Notes);

    /// <summary>
    /// Narrows a path from any client to the clients that sent or received this text. Returns the path unchanged if no client did.
    /// </summary>
    public WalkPath NarrowToClientsOf(WalkPath path, ReadOnlySpan<byte> text)
    {
        var clients = new HashSet<Endpoint>();
        foreach (var frame in path.Points.SelectMany(point => Frames.GetValueOrDefault(point, [])))
        {
            if (frame.Packet.Payload.Span.IndexOf(text) >= 0 && path.Flows.FirstOrDefault(flow => flow.Owns(frame.Packet)) is { } flow)
            {
                clients.Add(flow.IsForward(frame.Packet) ? frame.Packet.Source : frame.Packet.Destination);
            }
        }

        return clients.Count == 0 ? path : path with
        {
            Flows = [.. clients.SelectMany(client => path.Flows.Select(flow =>
                flow with { Client = client.Address, ClientPort = client.Port }))],
        };
    }
}
