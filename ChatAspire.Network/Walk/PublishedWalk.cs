using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Evidence;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk;

/// <summary>
/// Follows a connection to a port that its own host publishes: through a DNAT rule to the container, or to docker-proxy, which opens a
/// connection of its own to the container.
/// </summary>
/// <param name="command">The command that opens the connection.</param>
/// <param name="repeat">The command that opens another connection, from another port.</param>
internal sealed class PublishedWalk(
    WalkContext context, Topology topology, string title, ICommandRunner runner, HostCommand command, HostCommand repeat)
{
    private const string ProxyName = "docker-proxy";

    /// <param name="traffic">The traffic, as a noun phrase: "a TCP connection".</param>
    public async Task<WalkReport> RunAsync(
        (WalkEnd From, WalkEnd To) ends, PublishedPaths paths, string traffic, ProbeKind kind, CancellationToken cancellation)
    {
        var all = paths.Proxied.Points.Count > 0 ? new[] { paths.Translated, paths.Accepted, paths.Proxied } : [paths.Accepted];
        var observations = await context.Session(topology).RunAsync(title, all, WalkContext.Limit, async (_, token) =>
        {
            context.Progress.Report(new WalkEvent.Sending(traffic));
            return Probe.Interpret(kind, await runner.RunAsync(command, token));
        }, cancellation);
        var translated = observations.Walks([paths.Translated]);
        if (paths.Proxied.Points.Count > 0 && translated.Any(IsTranslated))
        {
            var reason = await JudgeAsync(paths.Translated, (ends.From, paths.Publisher), translated, observations.Outcome, cancellation);
            return observations.ToReport(title, translated, reason);
        }

        var accepted = observations.Walks([paths.Accepted]);
        var proxied = Proxied(accepted, observations.Walks([paths.Proxied]));
        var connected = proxied.Count > 0 ? OutcomeOf(proxied, paths.Publisher) : null;
        var verdict = connected is not null
            ? await JudgeAsync(paths.Proxied, (null, paths.Publisher), proxied, connected, cancellation)
            : null;
        // If no device showed a packet, one rule may have translated its destination and another dropped it.
        var judged = accepted.Count > 0
            ? paths.Accepted
            : paths.Accepted with { Flows = [.. paths.Accepted.Flows, .. paths.Translated.Flows] };
        verdict ??= await JudgeAsync(judged, ends, accepted, observations.Outcome, cancellation);
        // docker-proxy accepts a connection before the container does, so the client's success proves nothing.
        var seen = connected is { Succeeded: false } ? observations with { Outcome = connected } : observations;
        return seen.With(Notes(proxied, paths.Publisher))
            .ToReport(title, [.. accepted.Concat(proxied).OrderBy(walk => walk.Start)], verdict);

        bool IsTranslated(PacketWalk walk) => walk.Chains.Any(hop => hop.Traversal.Translated is not null)
            || walk.Devices.Any(hop => hop.Frame.Packet.Protocol == Protocol.Tcp
                && hop.Frame.Packet.Destination.Address.Equals(paths.Publisher.Address));
    }

    private async Task<Verdict?> JudgeAsync(
        WalkPath path, (WalkEnd? From, WalkEnd? To) ends, IReadOnlyList<PacketWalk> walks, ProbeOutcome? outcome,
        CancellationToken cancellation)
    {
        await using var evidence = new EvidenceReader(topology, path);
        return await context.JudgeAsync(
            topology, path, ends, walks, outcome, token => runner.RunAsync(repeat, token), evidence, cancellation);
    }

    /// <summary>Selects the packets of the first connection that docker-proxy opened after the walk's own, if there is one.</summary>
    private static List<PacketWalk> Proxied(IReadOnlyList<PacketWalk> accepted, IReadOnlyList<PacketWalk> candidates) =>
        accepted.FirstOrDefault(IsOpening) is { } first
        && candidates.FirstOrDefault(walk => IsOpening(walk) && walk.Start >= first.Start) is { } second
            ? [.. candidates.Where(walk => walk.Packet.IsResolution || walk.Client == second.Client)]
            : [];

    private static bool IsOpening(PacketWalk walk) => walk.IsForward && walk.Packet.Flags == TcpFlags.Syn;

    /// <summary>Returns the outcome of docker-proxy's own connection.</summary>
    private static ProbeOutcome OutcomeOf(List<PacketWalk> proxied, WalkEnd publisher) =>
        proxied.Exists(walk => !walk.IsForward && walk.Packet.Flags.HasFlag(TcpFlags.Syn | TcpFlags.Ack))
            ? new ProbeOutcome(true, $"{ProxyName} connected to {publisher.Name}")
            : new ProbeOutcome(false, $"{publisher.Name} did not accept the connection of {ProxyName}");

    private static IEnumerable<string> Notes(List<PacketWalk> proxied, WalkEnd publisher)
    {
        if (proxied.Count > 0)
        {
            yield return $"{publisher.Host}: {ProxyName} accepted the connection and opened its own: "
                + $"{publisher.Name} does not see the client's address.";
        }
    }
}
