using ChatAspire.Network.Walk.Capture;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk;

/// <summary>Notes about chains that a walk cannot show because of how its hosts are configured.</summary>
internal static class WalkNotes
{
    public static IEnumerable<string> Of(Topology topology, IReadOnlyList<WalkPath> paths, IReadOnlyList<CaptureResult> captures)
    {
        var filtering = topology.BridgeFilteringHosts(paths[0]);
        var tables = paths[0].IsIpv6 ? "ip6tables" : "iptables";
        var unfiltered = captures.Select(capture => capture.Host).Where(host => !filtering.Contains(host)).ToList();
        if (paths.Any(path => path.IsBridged) && unfiltered.Count > 0)
        {
            yield return $"{string.Join(", ", unfiltered)}: bridged frames do not pass {tables}, so they show no chains: "
                + $"bridge-nf-call-{tables} is off{(topology.IsPassive ? "" : " ($.overlay.bridgeNetfilter in lab.json)")}.";
        }

        foreach (var bridge in paths.SelectMany(path => path.Points).Where(point => point.Mode == CaptureMode.None).Distinct())
        {
            yield return $"{bridge.Host}: {bridge} forwards between its ports and is not captured itself, "
                + "which would put it into promiscuous mode.";
        }

        foreach (var host in captures.Select(capture => capture.Host))
        {
            if (topology.Network(host).Firewall is { IsLegacy: true } firewall)
            {
                yield return $"{host}: {firewall.Version}: the kernel does not trace rules of iptables-legacy. "
                    + "Its chains are not shown, and packets that they drop look lost without a reason. "
                    + "Check the counters (iptables -nvL; iptables -t nat -nvL), or switch to nftables "
                    + "(update-alternatives --set iptables /usr/sbin/iptables-nft; systemctl restart docker).";
            }
        }
    }
}
