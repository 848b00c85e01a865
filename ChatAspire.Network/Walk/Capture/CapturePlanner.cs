using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>Plans the captures on each host that are needed to show the paths. Runs no command.</summary>
internal static class CapturePlanner
{
    /// <summary>Plans the captures.</summary>
    /// <returns>Host → its plan.</returns>
    /// <param name="logRules">True to add LOG rules and listings.</param>
    /// <param name="pace">The kind of traffic, and the delay with which its packets are delivered.</param>
    public static IReadOnlyDictionary<string, CapturePlan> Plan(Topology topology, IReadOnlyList<WalkPath> paths, bool logRules,
        CapturePace pace)
    {
        var hosts = paths.SelectMany(path => path.Points).Select(point => point.Host).Distinct();
        return hosts.ToDictionary(host => host, host => PlanHost(topology, host, paths, logRules, pace));
    }

    private static CapturePlan PlanHost(Topology topology, string host, IReadOnlyList<WalkPath> paths, bool logRules, CapturePace pace)
    {
        var here = paths.Where(path => path.Points.Any(point => point.Host == host)).ToList();
        var points = here.SelectMany(path => path.Points.Where(point => point.Host == host && point.IsCaptured)
            .Select(point => (Point: point, Path: path)))
            .GroupBy(capture => capture.Point)
            .Select(capture =>
                (capture.Key, string.Join(" or ", capture.SelectMany(use => Filters(use.Point, use.Path)).Distinct())))
            .ToList();
        var tunnels = here.Where(path => path.IsTunnelled)
            .SelectMany(path => path.Flows.SelectMany(flow => flow.ToInnerNft(path.TunnelPort)))
            .ToList();
        return new CapturePlan(
            points,
            [.. here.SelectMany(path => path.Flows).SelectMany(flow => flow.ToNft()), .. tunnels],
            [.. here.Where(path => path.BeginsOnHost).SelectMany(path => path.Flows).SelectMany(flow => flow.ToNft()), .. tunnels],
            Amount(topology, pace),
            logRules ? LogRulesPlan.Create(here, [.. points.Select(capture => capture.Key)], here[0].TunnelPort) : null,
            pace);
    }

    private static TraceAmount Amount(Topology topology, CapturePace pace)
    {
        if (!topology.IsPassive)
        {
            return TraceAmount.Limited;
        }

        return pace == CapturePace.Own ? TraceAmount.All : TraceAmount.Sample;
    }

    private static IEnumerable<string> Filters(CapturePoint point, WalkPath path)
    {
        if (point.Kind != CapturePointKind.Nic || path.Tunnel is not { } tunnel)
        {
            return path.Flows.Select(flow => flow.ToPcap());
        }

        // Includes the pings between the hosts that serve to compare their clocks.
        return path.Flows.Select(flow => flow.ToInnerPcap(tunnel.Port)).Append($"(icmp and host {tunnel.PeerOf(point.Host).Address})");
    }
}
