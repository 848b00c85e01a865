using System.CommandLine;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary>The options of <c>walk</c> for its printed output and its files, and for log rules.</summary>
internal sealed class WalkOutputOptions
{
    private readonly Option<bool> _all = new("--all")
    {
        Description = "Show every packet in full, also those that repeat the path of another.",
    };

    private readonly Option<bool> _logRules = new("--log-rules")
    {
        Description = "On a lab: also trace as the chapter does: iptables LOG rules, the kernel's log, and the lines of tcpdump.",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON document; with --live, JSON Lines: a line per packet, then a summary.",
    };

    private readonly Option<DirectoryInfo?> _pcap = new("--pcap")
    {
        Description = "Also write the capture of each device, for Wireshark, and the chains of each host into DIR.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _pcapng = new("--pcapng")
    {
        Description = "Also write one FILE for Wireshark: all devices and hosts, clocks corrected, hops, rules and verdict as comments.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _payload = new("--payload")
    {
        Description = "With --pcap and --pcapng on a host that is no lab's: keep the payload of packets, not only their headers.",
    };

    private readonly Option<string?> _picture = new("--picture")
    {
        Description = "Also write a picture to FILE (.svg or .html).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _html = new("--html")
    {
        Description = "Also write a page to FILE (.html) that plays the packets; it also opens what --json printed.",
        HelpName = "FILE",
    };

    /// <summary>All options, in the order of the help page.</summary>
    public IEnumerable<Option> All => [_all, _logRules, _json, _pcap, _pcapng, _payload, _picture, _html];

    /// <summary>Returns true for a walk that also adds iptables LOG rules.</summary>
    public bool HasLogRules(ParseResult parsed) => parsed.GetValue(_logRules);

    /// <summary>Returns true if capture files from hosts outside a lab must contain the payload of packets.</summary>
    public bool HasPayload(ParseResult parsed) => parsed.GetValue(_payload);

    /// <summary>Opens the output files of the walk.</summary>
    /// <param name="isList">True for a command that makes several walks; as JSON, one document lists all of them.</param>
    /// <exception cref="UserErrorException">A file cannot be written.</exception>
    public WalkOutput Open(ParseResult parsed, bool isLive, bool isList) => new(
        new WalkFormat(parsed.GetValue(_json), parsed.GetValue(_all), isLive, isList),
        parsed.GetValue(_pcap), parsed.GetValue(_pcapng), parsed.GetValue(_picture), parsed.GetValue(_html));
}
