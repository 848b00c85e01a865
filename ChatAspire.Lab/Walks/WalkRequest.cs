using System.Globalization;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Lab.Walks;

/// <summary>Bounds of a walk along traffic that is there already.</summary>
/// <param name="Text">Only packets whose data has it; empty: all.</param>
internal sealed record LiveLimits(int Packets, TimeSpan Time, string Text);

/// <summary>What the user asks to follow, checked.</summary>
internal sealed class WalkRequest
{
    private static readonly TimeSpan LongestLive = TimeSpan.FromMinutes(5);
    private const int MostPackets = 10_000;

    private readonly Func<LabSpec, Walker, CancellationToken, IAsyncEnumerable<WalkReport>> _run;

    private WalkRequest(Func<LabSpec, Walker, CancellationToken, IAsyncEnumerable<WalkReport>> run) => _run = run;

    /// <summary>One report after another, each as its walk ends.</summary>
    public IAsyncEnumerable<WalkReport> RunAsync(LabSpec spec, Walker walker, CancellationToken cancellation) => _run(spec, walker, cancellation);

    /// <param name="external"><c>[HOST]:PORT</c>, empty for the first chat node's; null where it was not asked for.</param>
    /// <exception cref="UserErrorException">It asks for nothing, or for what does not go together.</exception>
    public static WalkRequest Of(string? from, string? to, IReadOnlyList<ProbeKind> kinds, int? size, string? external, string? message, LiveLimits? live)
    {
        var ends = from is not null || to is not null;
        string[] ways = [.. new[] { ends && live is null ? "FROM TO" : null, external is null ? null : "--external", message is null ? null : "--message", live is null ? null : "--live" }.OfType<string>()];
        if (ways.Length != 1)
        {
            throw new UserErrorException(
                ways.Length == 0 ? "walk follows nothing by itself." : $"{string.Join(" and ", ways)} are two walks.",
                "One of: walk chat-b redis; walk --external :5000; walk --message hello; walk --live chat-b redis.");
        }

        if (kinds.Count + (size is null ? 0 : 1) > 1 || (kinds.Count > 0 || size is not null) && (external is not null || message is not null || live is not null))
        {
            throw new UserErrorException("--ping, --tcp, --http and --size each say what to send between FROM and TO.", "Give one of them, with FROM and TO.");
        }

        if (size is < 28 or > 65535)
        {
            throw new UserErrorException($"--size {size}: a ping's packet has 28 to 65535 bytes.", "1450 is what fits through a tunnel on Ethernet.");
        }

        return message is not null ? Message(message) : external is not null ? External(external) : Between(from, to, kinds is [var kind] ? kind : null, size, live);
    }

    private static WalkRequest Message(string text) => text.Length is > 0 and <= 4000
        ? new((spec, walker, cancellation) => One(new MessageWalk(spec, walker).RunAsync(text, Walker.Traceparent(), cancellation)))
        : throw new UserErrorException("--message: a chat message has 1 to 4,000 characters.");

    private static WalkRequest External(string text)
    {
        // "", ":5000", "host-a:5000"
        var (host, port) = text.Length == 0 ? (null, null) : Split(text);
        return new((spec, walker, cancellation) =>
        {
            var chat = spec.Chat.FirstOrDefault(chat => (host is null or "" || chat.Host == host) && (port is null || chat.Publish == port)) ?? spec.Chat[0];
            var on = host is null or "" ? chat.Host : host;
            if (spec.Hosts.All(known => known.Name != on))
            {
                throw new UserErrorException($"--external {text}: \"{on}\" is no host of this lab.", $"One of {string.Join(", ", spec.Hosts.Select(known => known.Name))}.");
            }

            var other = spec.Hosts.First(known => known.Name != on).Name;
            return Two(walker.ExternalAsync(on, port ?? chat.Publish, cancellation), () => walker.BetweenAsync(chat.Name, other, null, ProbeKind.Ping, null, cancellation), chat.Host == on);
        });
    }

    private static WalkRequest Between(string? from, string? to, ProbeKind? kind, int? size, LiveLimits? live)
    {
        if (live is { Packets: < 1 or > MostPackets } || live is { } limits && (limits.Time <= TimeSpan.Zero || limits.Time > LongestLive))
        {
            throw new UserErrorException($"--packets has 1 to {MostPackets}, --seconds 1 to {LongestLive.TotalSeconds:0}.");
        }

        if (from is null || to is null)
        {
            throw new UserErrorException("A walk needs two ends.", "walk FROM TO[:PORT], such as walk chat-b redis.");
        }

        var (name, port) = Split(to);
        if (port is not null && (kind == ProbeKind.Ping || size is not null))
        {
            throw new UserErrorException($"{to}: a ping has no port.", $"walk {from} {name} --ping");
        }

        return new((_, walker, cancellation) => One(live is null
            ? walker.BetweenAsync(from, name, port, kind, size, cancellation)
            : walker.LiveAsync(from, name, port, live.Packets, live.Time, live.Text, cancellation)));
    }

    private static (string Name, int? Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon < 0 ? (text, null)
            : int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 ? (text[..colon], port)
            : throw new UserErrorException($"\"{text}\": \"{text[(colon + 1)..]}\" is no port.", "A port is a number from 1 to 65535.");
    }

    private static async IAsyncEnumerable<WalkReport> One(Task<WalkReport> walk)
    {
        yield return await walk;
    }

    /// <summary>The second only where the first found nothing wrong.</summary>
    private static async IAsyncEnumerable<WalkReport> Two(Task<WalkReport> first, Func<Task<WalkReport>> second, bool both)
    {
        var report = await first;
        yield return report;
        if (both && report.Trouble is null)
        {
            yield return await second();
        }
    }
}
