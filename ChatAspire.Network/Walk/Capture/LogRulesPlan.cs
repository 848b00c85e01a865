using System.Globalization;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>The chapter's way to follow packets on one host (sections 3-3 and 3-4): LOG rules, and listings of tcpdump.</summary>
/// <param name="Rules">The rules to insert at the top of their chains.</param>
/// <param name="Listings">The listings that tcpdump prints of the captures.</param>
internal sealed record LogRulesPlan(IReadOnlyList<LogRule> Rules, IReadOnlyList<CaptureListing> Listings)
{
    /// <summary>The maximum number of packets per listing.</summary>
    public const int MaxPackets = 50;

    /// <summary>The chapter's filter for packets with data: PSH without SYN.</summary>
    private const string DataFilter = "(tcp[tcpflags] & tcp-syn) == 0 and (tcp[tcpflags] & tcp-push) != 0";

    /// <summary>The chapter's chains, with the log prefix of each.</summary>
    private static readonly IReadOnlyList<(string Table, string Chain, string Prefix)> Chains =
    [
        ("nat", "PREROUTING", "PREROUTING: "),
        ("nat", "DOCKER", "NAT DOCKER: "),
        ("nat", "POSTROUTING", "POSTROUTING: "),
        ("filter", "FORWARD", "FORWARD: "),
        ("filter", "DOCKER", "FILTER DOCKER: "),
    ];

    /// <summary>The log prefixes of all rules.</summary>
    public static IEnumerable<string> Prefixes => Chains.Select(chain => chain.Prefix);

    /// <summary>Plans the rules and listings of one host.</summary>
    /// <param name="points">The host's capture points.</param>
    public static LogRulesPlan Create(IReadOnlyList<WalkPath> paths, IReadOnlyList<CapturePoint> points, int vxlanPort)
    {
        var flows = paths.SelectMany(path => path.Flows).ToList();
        return new LogRulesPlan(
            [.. Chains.SelectMany(chain => Matches(flows).Select(match => new LogRule(chain.Table, chain.Chain, match, chain.Prefix)))],
            [.. points.SelectMany(point =>
                ListingsOf(point, flows, paths.Any(path => path.Points.Contains(point) && path.IsTunnelled), vxlanPort))]);
    }

    /// <summary>
    /// Formats iptables matches for the walk's own packets only. The chapter logs all packets, but other traffic would flood the host's
    /// log.
    /// </summary>
    private static IEnumerable<string> Matches(IReadOnlyList<Flow> flows)
    {
        var ports = flows.Where(flow => flow.Protocol == Protocol.Tcp).Select(flow => flow.ClientPort ?? flow.ServerPort).OfType<int>()
            .Distinct().Select(Text).ToList();
        return
        [
            .. ports.Count > 0 ? [$"-p tcp -m multiport --ports {string.Join(',', ports)}"] : Array.Empty<string>(),
            .. flows.Where(flow => (flow.ClientPort ?? flow.ServerPort) is null).Select(flow => $"-p {Name(flow)} -d {flow.Server}")
                .Distinct(),
        ];
    }

    private static IEnumerable<CaptureListing> ListingsOf(CapturePoint point, IReadOnlyList<Flow> flows, bool isTunnelled, int vxlanPort)
    {
        if (point.Kind == CapturePointKind.Nic && isTunnelled)
        {
            return [new(point, "-n", $"udp port {Text(vxlanPort)}")];
        }

        var ports = string.Join(" or ", flows.Select(flow => flow.ServerPort).OfType<int>().Distinct()
            .Select(port => $"port {Text(port)}"));
        CaptureListing[] arp = point.Kind == CapturePointKind.Bridge ? [new(point, "-n -e -q", "arp")] : [];
        if (ports.Length == 0)
        {
            return [.. arp, new(point, "-n -q", string.Join(" or ", flows.Select(Name).Distinct()))];
        }

        return point.Kind switch
        {
            CapturePointKind.Container or CapturePointKind.Veth => [new(point, "-n -A", DataFilter)],
            CapturePointKind.Bridge => [.. arp, new(point, "-n -A", DataFilter), new(point, "-n -q", ports)],
            _ => [new(point, "-n -q", ports)],
        };
    }

    private static string Name(Flow flow) => flow.Protocol.ToString().ToLowerInvariant();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
