using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>What to listen for on each host, so that the paths are seen whole: pure.</summary>
internal static class CapturePlanner
{
    /// <param name="book">The chapter's own way too.</param>
    /// <param name="inBatches">Of a flow that is there already, and may be a busy one.</param>
    public static IReadOnlyDictionary<string, CapturePlan> For(Topology lab, IReadOnlyList<WalkPath> paths, bool book, bool inBatches)
    {
        var hosts = paths.SelectMany(path => path.Places).Select(place => place.Host).Distinct();
        return hosts.ToDictionary(host => host, host => On(lab, host, paths, book, inBatches));
    }

    private static CapturePlan On(Topology lab, string host, IReadOnlyList<WalkPath> paths, bool book, bool inBatches)
    {
        var port = lab.Overlay.Port;
        var here = paths.Where(path => path.Places.Any(place => place.Host == host)).ToList();
        var places = here.SelectMany(path => path.Places.Where(place => place.Host == host && CanListen(place)).Select(place => (Place: place, Path: path)))
            .GroupBy(tap => tap.Place)
            .Select(tap => (tap.Key, string.Join(" or ", tap.SelectMany(t => Filters(lab, t.Place, t.Path)).Distinct())))
            .ToList();
        var tunnels = here.Where(IsTunnelled).SelectMany(path => path.Flows).SelectMany(flow => flow.ToInnerNft(port)).ToList();
        return new CapturePlan(places, [.. here.SelectMany(path => path.Flows).SelectMany(flow => flow.ToNft()), .. tunnels], tunnels,
            book ? LogRulesPlan.On(here, [.. places.Select(tap => tap.Key)], port) : null, inBatches);
    }

    public static bool IsTunnelled(WalkPath path) => path.Places.Any(place => place.Kind == CapturePointKind.Vxlan);

    /// <summary>From one container to another: on a bridge all the way, or from one to the next by the tunnel.</summary>
    public static bool IsBridged(WalkPath path) => path.Places.Count(place => place.Kind == CapturePointKind.Container) > 1;

    /// <summary>A stopped container has no namespace to listen in.</summary>
    private static bool CanListen(CapturePoint place) => place.Kind != CapturePointKind.Container || place.Pid is not null;

    private static IEnumerable<string> Filters(Topology lab, CapturePoint place, WalkPath path)
    {
        if (place.Kind != CapturePointKind.Nic || !IsTunnelled(path))
        {
            return path.Flows.Select(flow => flow.ToPcap());
        }

        // The pings between the hosts, by which their clocks are compared.
        var others = path.Places.Select(other => other.Host).Where(other => other != place.Host).Distinct();
        return path.Flows.Select(flow => flow.ToInnerPcap(lab.Overlay.Port))
            .Concat(others.Select(other => $"(icmp and host {lab.Facts(other).Underlay})"));
    }
}
