using System.Globalization;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Lab.Walks;

/// <summary>A validated request for a walk.</summary>
internal sealed class WalkRequest
{
    private const int MaxPackets = 10_000;

    /// <summary>The length of a ping's IP packet without payload: IPv4 header 20 + ICMP header 8.</summary>
    private const int MinPingBytes = 28;
    private const int MaxPingBytes = 65535;

    /// <summary>The chat's own limit for a message, in characters.</summary>
    private const int MaxMessageLength = 4000;

    private static readonly TimeSpan MaxLiveTime = TimeSpan.FromMinutes(5);

    private readonly Func<WalkContext, CancellationToken, IAsyncEnumerable<WalkReport>>? _run;
    private readonly Func<LabSpec, WalkContext, CancellationToken, IAsyncEnumerable<WalkReport>>? _runInLab;

    private WalkRequest(Func<WalkContext, CancellationToken, IAsyncEnumerable<WalkReport>> run) => _run = run;

    private WalkRequest(Func<LabSpec, WalkContext, CancellationToken, IAsyncEnumerable<WalkReport>> run) => _runInLab = run;

    /// <summary>True for a walk of the lab's chat (<c>--message</c>, <c>--external</c>), which is not possible without a lab.</summary>
    public bool NeedsLab => _run is null;

    /// <summary>Runs the walks, and yields each report as its walk ends.</summary>
    /// <param name="spec">The lab; null for hosts outside a lab.</param>
    /// <exception cref="UserErrorException">The request needs a lab, but <paramref name="spec"/> is null.</exception>
    public IAsyncEnumerable<WalkReport> RunAsync(LabSpec? spec, WalkContext context, CancellationToken cancellation) =>
        _run is not null ? _run(context, cancellation)
        : _runInLab!(spec ?? throw new UserErrorException("This walk needs a lab.", "Run `chatlab up` first."), context, cancellation);

    /// <summary>Validates the arguments of a walk, and creates its request.</summary>
    /// <param name="to">An endpoint, <c>NAME[:PORT]</c>; null if <paramref name="from"/> is the target, <c>HOST:PORT</c>.</param>
    /// <param name="kinds">At most one; empty for the default.</param>
    /// <param name="size">The length of a ping's IP packet in bytes; null for the default.</param>
    /// <param name="external"><c>[HOST][:PORT]</c>, or empty for the first chat node; null for no request from outside.</param>
    /// <param name="message">The text of a chat message to follow; null for none.</param>
    /// <param name="live">The limits for following existing traffic; null to send traffic.</param>
    /// <param name="isIpv6">True to use IPv6 between endpoints that have addresses of both families.</param>
    /// <exception cref="UserErrorException">The request is empty, contradictory or out of range.</exception>
    public static WalkRequest Create(string? from, string? to, IReadOnlyList<ProbeKind> kinds, int? size, string? external,
        string? message, LiveLimits? live, bool isIpv6 = false)
    {
        CheckModes(from is not null || to is not null, external, message, live);
        if (kinds.Count + (size is null ? 0 : 1) > 1 || (kinds.Count > 0 || size is not null)
            && (external is not null || message is not null || live is not null))
        {
            throw new UserErrorException("--ping, --tcp, --http and --size are alternatives, for a walk from FROM to TO only.",
                "Give at most one of them, with FROM and TO.");
        }

        if (size is < MinPingBytes or > MaxPingBytes)
        {
            throw new UserErrorException($"--size {size} is out of range: a ping has {MinPingBytes} to {MaxPingBytes} bytes.",
                "1450 bytes fit through a VXLAN tunnel on Ethernet.");
        }

        if (message is not null)
        {
            return Message(message);
        }

        if (external is not null)
        {
            return External(external);
        }

        return Between(from, to, kinds is [var kind] ? kind : null, size, live, isIpv6);
    }

    private static void CheckModes(bool hasEnds, string? external, string? message, LiveLimits? live)
    {
        string[] modes =
        [
            .. hasEnds && live is null ? ["FROM TO"] : Array.Empty<string>(),
            .. external is null ? Array.Empty<string>() : ["--external"],
            .. message is null ? Array.Empty<string>() : ["--message"],
            .. live is null ? Array.Empty<string>() : ["--live"],
        ];
        if (modes.Length != 1)
        {
            throw new UserErrorException(
                modes.Length == 0 ? "Nothing to follow." : $"{string.Join(" and ", modes)} cannot be combined.",
                "Use one of: walk chat-b redis; walk --external :5000; walk --message hello; walk --live chat-b redis.");
        }
    }

    private static WalkRequest Message(string text) => text.Length is > 0 and <= MaxMessageLength
        ? new((spec, context, cancellation) => One(new MessageWalk(spec, context).RunAsync(text, Traceparent.CurrentOrNew(), cancellation)))
        : throw new UserErrorException("--message must have 1 to 4,000 characters.");

    private static WalkRequest External(string text)
    {
        // "", ":5000", "host-a:5000"
        var (host, port) = text.Length == 0 ? (null, null) : Split(text);
        return new((spec, context, cancellation) =>
        {
            var found = spec.Chat.FirstOrDefault(chat => (host is null or "" || chat.Host == host)
                && (port is null || chat.Publish == port));
            var chat = found ?? spec.Chat[0];
            var on = host is null or "" ? chat.Host : host;
            if (spec.Hosts.All(known => known.Name != on))
            {
                throw new UserErrorException($"--external {text}: unknown host \"{on}\".",
                    $"Use one of {string.Join(", ", spec.Hosts.Select(known => known.Name))}.");
            }

            if (found is null && port is null)
            {
                throw new UserErrorException($"--external {text}: no chat node is on {on}.", $"Give the port: --external {on}:PORT.");
            }

            var other = spec.Hosts.First(known => known.Name != on).Name;
            return InAndOut(
                new ExternalWalk(context).RunAsync(on, port ?? chat.Publish, cancellation),
                () => new ConnectionWalk(context).RunAsync(chat.Name, other, null, ProbeKind.Ping, null, cancellation),
                chat.Host == on);
        });
    }

    private static WalkRequest Between(string? from, string? to, ProbeKind? kind, int? size, LiveLimits? live, bool isIpv6)
    {
        if (live is { Packets: < 1 or > MaxPackets } || live is { } limits && (limits.Time <= TimeSpan.Zero || limits.Time > MaxLiveTime))
        {
            throw new UserErrorException(
                $"--packets must be 1 to {MaxPackets}, and --seconds above 0 and at most {MaxLiveTime.TotalSeconds:0}.");
        }

        if (from is null || (to is null && !from.Contains(':', StringComparison.Ordinal)))
        {
            throw new UserErrorException("A walk needs two ends.",
                "Give both: walk FROM TO[:PORT], such as walk chat-b redis; or a port of a host: walk localhost:8080.");
        }

        // "localhost:8080" alone: from the host to its own port.
        var (source, target) = to is null ? (null, from) : (from, to);
        var (name, port) = Split(target);
        if (name == source)
        {
            throw new UserErrorException($"Both ends of the walk are {source}: packets between them never leave the container.",
                "Choose two different ends, such as walk chat-b redis.");
        }

        if (port is not null && (kind == ProbeKind.Ping || size is not null))
        {
            throw new UserErrorException($"{target}: a ping has no port.", $"walk {source} {name} --ping");
        }

        return new((context, cancellation) => One(live is null
            ? new ConnectionWalk(context with { IsIpv6 = isIpv6 }).RunAsync(source, name, port, kind, size, cancellation)
            : new LiveWalk(context with { IsIpv6 = isIpv6 }, live).RunAsync(source, name, port, cancellation)));
    }

    private static (string Name, int? Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        // A port after an IPv6 address requires brackets: [fd00::3]:5432.
        if (colon < 0 || text is ['[', .., ']'] || AddressText.TryParse(text, out _))
        {
            return (text, null);
        }

        return int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is >= 1 and <= 65535
            ? (text[..colon], port)
            : throw new UserErrorException($"Invalid port \"{text[(colon + 1)..]}\" in \"{text}\".", "A port is a number from 1 to 65535.");
    }

    private static async IAsyncEnumerable<WalkReport> One(Task<WalkReport> walk)
    {
        yield return await walk;
    }

    /// <summary>
    /// Yields the report of the inward walk. If it has no verdict, and the outward walk is possible, also runs the outward walk.
    /// </summary>
    private static async IAsyncEnumerable<WalkReport> InAndOut(Task<WalkReport> inward, Func<Task<WalkReport>> outward,
        bool isOutwardPossible)
    {
        var report = await inward;
        yield return report;
        if (isOutwardPossible && report.Verdict is null)
        {
            yield return await outward();
        }
    }
}
