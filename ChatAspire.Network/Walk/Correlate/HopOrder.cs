using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>The order of devices and chains on a packet's path.</summary>
/// <param name="expected">The path's capture points in the packet's direction.</param>
/// <param name="bridgeFilteringHosts">The hosts whose bridged frames pass iptables (bridge-nf-call-iptables).</param>
internal sealed class HopOrder(IReadOnlyList<CapturePoint> expected, IReadOnlySet<string> bridgeFilteringHosts)
{
    /// <summary>The distance between the positions of two devices, which leaves room for chains between them.</summary>
    private const int Step = 10;

    public int Of(CapturePoint point) => expected.Index().First(known => known.Item == point).Index * Step;

    public int Of(string host, ChainTraversal traversal)
    {
        var (from, to) = (Find(host, traversal.In), Find(host, traversal.Out));
        return traversal.BuiltIn switch
        {
            // With br_netfilter, PREROUTING precedes the bridge device; without br_netfilter, the IP stack calls it after the device.
            "PREROUTING" => IsBridge(from) && bridgeFilteringHosts.Contains(host) ? from - 5 : from + 1,
            "INPUT" => from + 2,
            "FORWARD" => from + 3,
            "OUTPUT" => to - 2,
            // A bridged frame passes POSTROUTING after FORWARD; a routed frame passes it before the bridge or the outgoing device.
            _ => IsBridge(to) && IsEnteredByPort(host, to) ? to + 4 : to - 1,
        };
    }

    private int Find(string host, string device)
    {
        foreach (var (index, point) in expected.Index())
        {
            if (point.Host == host && point.Device == device && point.Netns is null)
            {
                return index * Step;
            }
        }

        return 0;
    }

    private bool IsBridge(int position) => expected[position / Step].Kind == CapturePointKind.Bridge;

    /// <summary>Reports whether the packet enters the bridge through one of the bridge's ports.</summary>
    private bool IsEnteredByPort(string host, int bridge) =>
        bridge >= Step && expected[(bridge / Step) - 1] is { Kind: not CapturePointKind.Nic } port && port.Host == host;
}
