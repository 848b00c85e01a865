using System.Globalization;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk.Drops;
using ChatAspire.Network.Walk.Netfilter;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Capture;

/// <summary>Builds the command that runs the captures of a plan on a host.</summary>
internal static class CaptureCommand
{
    /// <summary>
    /// The size limit of one capture, in KiB. A chat message and its acknowledgements take about 1 KB per device, so thousands of messages
    /// fit.
    /// </summary>
    private const int MaxKibibytes = 16 * 1024;

    /// <summary>The netfilter priority of the trace rules, before all other tables: raw is at −300 (netfilter: NF_IP_PRI_RAW).</summary>
    private const int BeforeAllTables = -350;

    /// <summary>Returns the file name of a capture, without its extension: <c>p0</c>.</summary>
    public static string FileName(int index) => string.Create(CultureInfo.InvariantCulture, $"p{index}");

    /// <summary>Builds the command.</summary>
    /// <param name="id">The walk's id: lower-case letters and digits.</param>
    /// <param name="limit">The maximum time to capture.</param>
    /// <param name="expiry">The time after which the host's watchdog removes everything.</param>
    /// <param name="sendLimit">The additional time that the watchdog allows if the results are already being sent.</param>
    public static HostCommand Build(string id, CapturePlan plan, TimeSpan limit, TimeSpan expiry, TimeSpan sendLimit) =>
        HostCommand.Shell(CaptureScript.Text,
    [
        id, Seconds(limit), Seconds(expiry), Seconds(sendLimit), $"{MaxKibibytes}", NftRules(id, plan),
        Lines(plan.LogRules?.Rules.Select(rule => rule.ToLine(TraceTable.NamePrefix + id))),
        Lines(plan.LogRules?.Listings.Select(listing => Listing(plan, listing))),
        $"{LogRulesPlan.MaxPackets}", plan.Pace == CapturePace.Batched ? "batches" : "",
        string.Join(' ', plan.Drops?.Spaces.Select(HostProbe.NameOf) ?? []),
        plan.Drops is null ? "" : DropScript.Program(plan.Drops.IsIpv6),
        .. plan.Points.SelectMany((capture, i) =>
            new[] { FileName(i), HostProbe.NameOf(capture.Point.Netns), capture.Point.Device, Mode(capture.Point), capture.Filter }),
    ]);

    /// <summary>Formats a time as whole seconds, rounded up.</summary>
    public static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns the tcpdump option <c>-p</c>, which leaves the device's mode as it is; empty for promiscuous mode.</summary>
    private static string Mode(CapturePoint point) => point.Mode == CaptureMode.Promiscuous ? "" : "-p";

    private static string Lines(IEnumerable<string>? lines) => string.Join('\n', lines ?? []);

    private static string Listing(CapturePlan plan, CaptureListing listing) =>
        $"{FileName(plan.Points.Index().First(capture => capture.Item.Point == listing.Point).Index)}|{listing.Options}|{listing.Filter}";

    private static string NftRules(string id, CapturePlan plan) => string.Join('\n',
        plan.TraceRules.Concat(plan.SentTraceRules).Select(rule => rule.IsIpv6).Distinct().Order()
            .Select(isIpv6 => NftTable(id, plan, isIpv6)));

    /// <summary>
    /// Formats the nftables table that marks packets for tracing. For IPv6 its family is inet, not ip6: xtables-monitor before 1.8.11 exits
    /// when it prints an ip6 rule with ports, and it never prints inet rules.
    /// </summary>
    private static string NftTable(string id, CapturePlan plan, bool isIpv6) =>
        $$"""
        table {{(isIpv6 ? "inet" : "ip")}} {{TraceTable.NamePrefix}}{{id}} {
            chain prerouting { type filter hook prerouting priority {{BeforeAllTables}}; policy accept;
        {{Rules(plan.TraceRules.Where(rule => rule.IsIpv6 == isIpv6), plan.Traced)}}
            }
            chain output { type filter hook output priority {{BeforeAllTables}}; policy accept;
        {{Rules(plan.SentTraceRules.Where(rule => rule.IsIpv6 == isIpv6), plan.Traced)}}
            }
        }
        """;

    private static string Rules(IEnumerable<TraceRule> rules, TraceAmount amount) =>
        string.Join('\n', rules.Distinct().SelectMany(rule => rule.Rules(amount)).Select(rule => $"        {rule}"));
}
