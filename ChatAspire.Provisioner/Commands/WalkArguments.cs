using System.CommandLine;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Traffic;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary>The arguments and options of <c>walk</c>.</summary>
internal sealed class WalkArguments
{
    private const int DefaultPackets = 20;
    private const int DefaultSeconds = 5;

    private readonly Argument<string?> _from = new("from") { Description = "A container of the lab.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _to = new("to")
    {
        Description = "A container or host of the lab, or an address; with :PORT to connect to that port.",
        HelpName = "TO[:PORT]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _ping = Flag("--ping", "Send one ping, even if a port is known.");
    private readonly Option<bool> _tcp = Flag("--tcp", "Open a TCP connection and close it.");
    private readonly Option<bool> _http = Flag("--http", "Send an HTTP request.");
    private readonly Option<int?> _size = new("--size")
    {
        Description = "Send one ping of this many bytes with the don't-fragment bit.",
        HelpName = "BYTES",
    };
    private readonly Option<string?> _external = new("--external")
    {
        Description = "Connect from outside to a published port, and from its container to the outside.",
        HelpName = "[HOST]:PORT",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _message = new("--message")
    {
        Description = "Post a chat message, and follow every packet that carries or answers it.",
        HelpName = "TEXT",
    };
    private readonly Option<bool> _live = Flag(
        "--live",
        "Follow the traffic that already passes between FROM and TO, and show packets as they pass. "
        + "Ctrl-C ends early and keeps the result.");
    private readonly Option<int> _packets = new("--packets")
    {
        Description = $"With --live: stop after this many packets. Default: {DefaultPackets}.",
        DefaultValueFactory = _ => DefaultPackets,
        HelpName = "N",
    };

    private readonly Option<int> _seconds = new("--seconds")
    {
        Description = $"With --live: stop after this many seconds. Default: {DefaultSeconds}.",
        DefaultValueFactory = _ => DefaultSeconds,
        HelpName = "N",
    };

    private readonly Option<string?> _filter = new("--filter")
    {
        Description = "With --live: only packets whose data contains this text.",
        HelpName = "TEXT",
    };
    private readonly Option<bool> _all = Flag("--all", "Show every packet in full, also those that repeat the path of another.");
    private readonly Option<bool> _logRules =
        Flag("--log-rules", "Also the chapter's own way: LOG rules with the kernel's log, and the lines of tcpdump.");
    private readonly Option<bool> _json =
        Flag("--json", "Print one JSON document; with --live, JSON Lines: a line per packet, then a summary.");
    private readonly Option<DirectoryInfo?> _pcap = new("--pcap")
    {
        Description = "Also write the capture of each device, for Wireshark, and the chains of each host into DIR.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _picture = new("--picture")
    {
        Description = "Also draw a picture into FILE, which ends in .svg or .html.",
        HelpName = "FILE",
    };

    /// <summary>Adds them to a verb.</summary>
    public WalkArguments(Verb verb)
    {
        verb.Add(_from);
        verb.Add(_to);
        verb.AddAll(
            _ping, _tcp, _http, _size, _external, _message, _live, _packets, _seconds, _filter, _all, _logRules, _json, _pcap, _picture);
    }

    /// <summary>True for a walk along traffic that it does not send.</summary>
    public bool IsLive(ParseResult parsed) => parsed.GetValue(_live);

    /// <summary>True for a walk that adds LOG rules.</summary>
    public bool HasLogRules(ParseResult parsed) => parsed.GetValue(_logRules);

    /// <summary>Reads the traffic to follow.</summary>
    /// <exception cref="UserErrorException">Nothing is requested, or options contradict each other.</exception>
    public WalkRequest Request(ParseResult parsed)
    {
        var isLive = IsLive(parsed);
        if (!isLive && new Option[] { _packets, _seconds, _filter }.FirstOrDefault(
            option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new UserErrorException($"{given.Name} limits a walk along traffic that already passes.", "Add --live, or omit it.");
        }

        ProbeKind[] kinds =
        [
            .. new[] { (_ping, ProbeKind.Ping), (_tcp, ProbeKind.Tcp), (_http, ProbeKind.Http) }
                .Where(kind => parsed.GetValue(kind.Item1)).Select(kind => kind.Item2),
        ];
        return WalkRequest.Create(
            parsed.GetValue(_from), parsed.GetValue(_to), kinds, parsed.GetValue(_size),
            parsed.GetResult(_external) is null ? null : parsed.GetValue(_external) ?? "", parsed.GetValue(_message),
            isLive
                ? new LiveLimits(parsed.GetValue(_packets), TimeSpan.FromSeconds(parsed.GetValue(_seconds)), parsed.GetValue(_filter) ?? "")
                : null);
    }

    /// <summary>Opens the outputs of the walk.</summary>
    /// <exception cref="UserErrorException">A file cannot be written.</exception>
    public WalkOutput OpenOutput(ParseResult parsed) =>
        new(
            new WalkFormat(parsed.GetValue(_json), parsed.GetValue(_all), IsLive(parsed), IsList: parsed.GetResult(_external) is not null),
            parsed.GetValue(_pcap), parsed.GetValue(_picture));

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}
