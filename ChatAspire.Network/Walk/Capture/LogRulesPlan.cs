using System.Globalization;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>The chapter's own way to follow packets on one host (sections 3-3 and 3-4): rules that log, and what tcpdump prints.</summary>
/// <param name="Rules">To be put first in their chains.</param>
/// <param name="Readings">What tcpdump is to print of the captures.</param>
internal sealed record LogRulesPlan(IReadOnlyList<LogRule> Rules, IReadOnlyList<BookReading> Readings)
{
    /// <summary>So many packets of a device at most: more than a reader reads.</summary>
    public const int Most = 50;

    /// <summary>The chapter's chains, with the prefixes that it tells them apart by.</summary>
    private static readonly IReadOnlyList<(string Table, string Chain, string Prefix)> Chains =
    [
        ("nat", "PREROUTING", "PREROUTING: "),
        ("nat", "DOCKER", "NAT DOCKER: "),
        ("nat", "POSTROUTING", "POSTROUTING: "),
        ("filter", "FORWARD", "FORWARD: "),
        ("filter", "DOCKER", "FILTER DOCKER: "),
    ];

    /// <summary>How the kernel's lines begin, after their time.</summary>
    public static IEnumerable<string> Prefixes => Chains.Select(chain => chain.Prefix);

    /// <param name="places">All that is listened on.</param>
    public static LogRulesPlan On(IReadOnlyList<WalkPath> paths, IReadOnlyList<CapturePoint> places, int vxlanPort)
    {
        var flows = paths.SelectMany(path => path.Flows).ToList();
        return new LogRulesPlan(
            [.. Chains.SelectMany(chain => Matches(flows).Select(match => new LogRule(chain.Table, chain.Chain, match, chain.Prefix)))],
            [.. places.SelectMany(place => ReadingsOf(place, flows, paths.Any(path => path.Places.Contains(place) && CapturePlanner.IsTunnelled(path)), vxlanPort))]);
    }

    /// <summary>The chapter logs everything. A walk logs what it follows: other traffic would fill the host's log.</summary>
    private static IEnumerable<string> Matches(IReadOnlyList<Flow> flows)
    {
        var ports = flows.Where(flow => flow.Protocol == Protocol.Tcp).Select(flow => flow.ClientPort ?? flow.ServerPort).OfType<int>().Distinct().Select(Text).ToList();
        return
        [
            .. ports.Count > 0 ? [$"-p tcp -m multiport --ports {string.Join(',', ports)}"] : Array.Empty<string>(),
            .. flows.Where(flow => (flow.ClientPort ?? flow.ServerPort) is null).Select(flow => $"-p {Name(flow)} -d {flow.Server}").Distinct(),
        ];
    }

    private static IEnumerable<BookReading> ReadingsOf(CapturePoint place, IReadOnlyList<Flow> flows, bool tunnelled, int vxlanPort)
    {
        var ports = string.Join(" or ", flows.Select(flow => flow.ServerPort).OfType<int>().Distinct().Select(port => $"port {Text(port)}"));
        if (place.Kind == CapturePointKind.Nic && tunnelled)
        {
            return [new(place, "-n", $"udp port {Text(vxlanPort)}")];
        }

        BookReading[] arp = place.Kind == CapturePointKind.Bridge ? [new(place, "-n -e -q", "arp")] : [];
        return ports.Length == 0 ? [.. arp, new(place, "-n -q", string.Join(" or ", flows.Select(Name).Distinct()))]
            : place.Kind is CapturePointKind.Container or CapturePointKind.Veth ? [new(place, "-n -A", Data)]
            : place.Kind == CapturePointKind.Bridge ? [.. arp, new(place, "-n -A", Data), new(place, "-n -q", ports)]
            : [new(place, "-n -q", ports)];
    }

    /// <summary>The chapter's filter for packets with data: no SYN, but PSH.</summary>
    private const string Data = "(tcp[tcpflags] & tcp-syn) == 0 and (tcp[tcpflags] & tcp-push) != 0";

    private static string Name(Flow flow) => flow.Protocol.ToString().ToLowerInvariant();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A rule that lets the kernel's log tell of a packet, and the packet go on.</summary>
/// <param name="Match">As iptables takes it.</param>
internal sealed record LogRule(string Table, string Chain, string Match, string Prefix)
{
    /// <summary>As it is typed in the chapter, with what it is to match.</summary>
    public override string ToString() => $"iptables{(Table == "filter" ? "" : $" -t {Table}")} -I {Chain} 1 {Match} -j LOG --log-prefix \"{Prefix}\"";

    /// <summary>Table, chain, and the rest of the rule, for the host's script.</summary>
    /// <param name="comment">By which it is found again.</param>
    public string ToLine(string comment) => $"{Table} {Chain} {Match} -m comment --comment {comment} -j LOG --log-prefix \"{Prefix}\"";
}

/// <summary>What tcpdump is to print of what a device showed.</summary>
internal sealed record BookReading(CapturePoint Place, string Options, string Filter)
{
    /// <summary>As it is typed in the chapter.</summary>
    public override string ToString()
    {
        var tcpdump = Filter.Contains('(', StringComparison.Ordinal)
            ? $"tcpdump -i {Place.Device} {Options} '{Filter}'"
            : $"tcpdump -i {Place.Device} {Filter} {Options}";
        // The chapter installs tcpdump in the container; the host's own sees the same there.
        return Place.Pid is { } pid ? string.Create(CultureInfo.InvariantCulture, $"nsenter -t {pid} -n {tcpdump}") : tcpdump;
    }
}
