using System.CommandLine;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Traffic;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Commands;

/// <summary>The arguments and options of <c>walk</c>.</summary>
internal sealed class WalkArguments
{
    private readonly Argument<string?> _from = new("from")
    {
        Description = "A container, or a host that is no lab's.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Argument<string?> _to = new("to")
    {
        Description = "A container, Compose service, host or address; with :PORT to connect to that port. "
            + "PROJECT/SERVICE, NETWORK/CONTAINER and HOST/NAME narrow the choice.",
        HelpName = "TO[:PORT]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _ping = Flag("--ping", "Send one ping, even if a port is known.");
    private readonly Option<bool> _tcp = Flag("--tcp", "Open a TCP connection and close it.");
    private readonly Option<bool> _http = Flag("--http", "Send an HTTP request.");
    private readonly Option<bool> _ipv6 = Flag("--ipv6", "Use IPv6 if both ends have addresses of both families.");
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
    private readonly Option<bool> _dryRun = Flag(
        "--dry-run", "Print the commands of a walk from FROM to TO and their hosts; run only those that read.");
    private readonly WalkLiveOptions _live = new();
    private readonly WalkOutputOptions _output = new();

    /// <summary>Adds the arguments and options to a verb.</summary>
    public WalkArguments(CliCommand verb)
    {
        verb.Add(_from);
        verb.Add(_to);
        verb.AddAll([_ping, _tcp, _http, _ipv6, _size, _external, _message, _dryRun, .. _live.All, .. _output.All]);
    }

    /// <summary>Returns true for a live walk, which follows existing traffic and sends none.</summary>
    public bool IsLive(ParseResult parsed) => _live.IsLive(parsed);

    /// <summary>Returns true for a walk that prints its commands, and runs only those that read.</summary>
    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>Returns true for a walk that also adds iptables LOG rules.</summary>
    public bool HasLogRules(ParseResult parsed) => _output.HasLogRules(parsed);

    /// <summary>Returns true if capture files from hosts outside a lab must contain the payload of packets.</summary>
    public bool HasPayload(ParseResult parsed) => _output.HasPayload(parsed);

    /// <summary>Reads the traffic to follow.</summary>
    /// <exception cref="UserErrorException">Nothing is requested, or options contradict each other.</exception>
    public WalkRequest Request(ParseResult parsed)
    {
        ProbeKind[] kinds =
        [
            .. new[] { (_ping, ProbeKind.Ping), (_tcp, ProbeKind.Tcp), (_http, ProbeKind.Http) }
                .Where(kind => parsed.GetValue(kind.Item1)).Select(kind => kind.Item2),
        ];
        return WalkRequest.Create(
            parsed.GetValue(_from), parsed.GetValue(_to), kinds, parsed.GetValue(_size),
            parsed.GetResult(_external) is null ? null : parsed.GetValue(_external) ?? "", parsed.GetValue(_message),
            _live.Limits(parsed), parsed.GetValue(_ipv6));
    }

    /// <summary>Opens the output files of the walk.</summary>
    /// <exception cref="UserErrorException">A file cannot be written.</exception>
    public WalkOutput OpenOutput(ParseResult parsed) =>
        _output.Open(parsed, IsLive(parsed), isList: parsed.GetResult(_external) is not null);

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}
