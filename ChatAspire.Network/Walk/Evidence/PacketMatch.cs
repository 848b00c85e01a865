using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Decode;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>Compares the text of a rule with a packet.</summary>
internal static partial class PacketMatch
{
    /// <summary>
    /// Indicates whether a rule may apply to a packet: none of its matches on protocol, address and port excludes the packet. Other matches
    /// are ignored.
    /// </summary>
    /// <param name="text">The rule as iptables or nft prints it; null for a policy.</param>
    public static bool MayApply(string? text, Packet packet)
    {
        if (text is null)
        {
            return true;
        }

        return All(Protocols(), text, name => IsProtocol(name, packet))
            && All(Sources(), text, address => Contains(address, packet.Source.Address))
            && All(Destinations(), text, address => Contains(address, packet.Destination.Address))
            && All(SourcePorts(), text, ports => InRange(ports, packet.Source.Port))
            && All(DestinationPorts(), text, ports => InRange(ports, packet.Destination.Port));
    }

    private static bool All(Regex pattern, string text, Func<string, bool?> matches) => pattern.Matches(text).All(found =>
        matches(found.Groups["value"].Value) is not { } result || result != found.Groups["not"].Success);

    private static bool? IsProtocol(string name, Packet packet) => name switch
    {
        "tcp" or "6" => packet.Protocol == Protocol.Tcp,
        "udp" or "17" => packet.Protocol == Protocol.Udp,
        "icmp" or "1" => packet.Protocol == Protocol.Icmp && !packet.IsIpv6,
        "icmpv6" or "ipv6-icmp" or "58" => packet.Protocol is Protocol.Icmp or Protocol.Ndp && packet.IsIpv6,
        "arp" => packet.Protocol == Protocol.Arp,
        "ip" => packet.Protocol != Protocol.Arp && !packet.IsIpv6,
        "ip6" => packet.IsIpv6,
        _ => null,
    };

    private static bool? Contains(string range, IPAddress address) =>
        AddressText.TryParseRange(range, out var network) ? network.Contains(address) : null;

    private static bool? InRange(string range, int port)
    {
        int?[] ends = [.. range.Split(':', '-').Select(end => Number(end))];
        return ends is [{ } first, ..] && ends[^1] is { } last ? port >= first && port <= last : null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // iptables: -p tcp -m tcp ! --dport 6379 -s 172.18.0.22/32; nft: ip protocol tcp tcp dport != 6379 ip saddr 172.18.0.22
    [GeneratedRegex(@"(?<not>! )?-p (?<value>\S+)|\b(ip protocol|ip6 nexthdr|meta l4proto|ether type) (?<not>!= )?(?<value>[\w-]+)"
        + @"|\b(?<value>tcp|udp|icmp|icmpv6|ip|ip6|arp) (dport|sport|flags|type|saddr|daddr|operation)\b")]
    private static partial Regex Protocols();

    [GeneratedRegex(@"(?<not>! )?-s (?<value>\S+)|\b(ip6? saddr|arp saddr ip) (?<not>!= )?(?<value>\S+)")]
    private static partial Regex Sources();

    [GeneratedRegex(@"(?<not>! )?-d (?<value>\S+)|\b(ip6? daddr|arp daddr ip) (?<not>!= )?(?<value>\S+)")]
    private static partial Regex Destinations();

    [GeneratedRegex(@"(?<not>! )?--sport (?<value>\S+)|\b(tcp|udp|th) sport (?<not>!= )?(?<value>\S+)")]
    private static partial Regex SourcePorts();

    [GeneratedRegex(@"(?<not>! )?--dport (?<value>\S+)|\b(tcp|udp|th) dport (?<not>!= )?(?<value>\S+)")]
    private static partial Regex DestinationPorts();
}
