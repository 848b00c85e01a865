using System.Text;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Lab.Walks;

/// <summary>Follows a chat message through the lab.</summary>
internal sealed class MessageWalk(LabSpec spec, WalkContext context)
{
    /// <summary>
    /// Posts a message on the first chat node, and follows the packets that carry the message, and the answers to these packets: from this
    /// machine to the first node, to Redis, from Redis to all nodes, and to a reader on the last node.
    /// </summary>
    /// <param name="traceparent">The W3C header whose trace id identifies the message's packets and spans.</param>
    public async Task<WalkReport> RunAsync(string text, string traceparent, CancellationToken cancellation)
    {
        var topology = await context.ReadTopologyAsync(cancellation);
        var (first, last) = (spec.Chat[0], spec.Chat[^1]);
        var title = $"message \"{text}\" from {first.Name} to {last.Name}";
        var legs = FindLegs(topology);
        var traceId = Encoding.ASCII.GetBytes(Traceparent.TraceIdOf(traceparent));
        var observations = await context.Session(topology)
            .RunAsync(title, [.. legs.Select(leg => leg.Path)], WalkContext.Limit, async (_, token) =>
        {
            context.Progress.Report(new WalkEvent.Sending("a chat message"));
            return await ChatMessage.SendAsync(
                topology.Host(first.Host).Published[first.Publish],
                topology.Host(last.Host).Published[last.Publish],
                text, traceparent, token);
        }, cancellation);
        var paths = legs.Select(leg => leg.From is null ? observations.NarrowToClientsOf(leg.Path, traceId) : leg.Path);
        var walks = CarriedText.Select(observations.Walks(paths), traceId);
        var verdict = observations.Outcome is { Succeeded: false } failed ? Judge(topology, legs, observations, failed) : null;
        return observations.ToReport(title, walks, verdict);
    }

    /// <summary>Finds the legs of the message's path, in the order in which the message passes them.</summary>
    private List<Leg> FindLegs(Topology topology)
    {
        var (first, last) = (spec.Chat[0], spec.Chat[^1]);
        var redis = topology.Find(spec.Redis.Name);
        var legs = new List<Leg> { new(topology.FromOutside(first.Host, first.Publish), null, topology.Find(first.Name)) };
        foreach (var chat in spec.Chat.Select(chat => WalkContext.FindSource(topology, chat.Name)))
        {
            legs.Add(new Leg(topology.Between(chat, redis, Protocol.Tcp, null, spec.Redis.Port), chat, redis));
        }

        if (first != last)
        {
            legs.Add(new Leg(topology.FromOutside(last.Host, last.Publish), null, topology.Find(last.Name)));
        }

        return legs;
    }

    /// <summary>
    /// Explains a failure by all packets of each leg, not only those with the message: the cause is usually another packet, such as a lost
    /// acknowledgement or a handshake that fails.
    /// </summary>
    private Verdict Judge(Topology topology, List<Leg> legs, WalkObservations observations, ProbeOutcome failed)
    {
        foreach (var leg in legs)
        {
            if (new Diagnosis(topology, leg.Path, leg.From, leg.To).Judge(observations.Walks([leg.Path]), null) is { } verdict)
            {
                return verdict;
            }
        }

        var (first, last) = (spec.Chat[0], spec.Chat[^1]);
        string[] next =
        [
            $"chatlab walk --external {first.Host}:{first.Publish}", $"chatlab walk {first.Name} {spec.Redis.Name}",
            $"chatlab walk {last.Name} {spec.Redis.Name}", $"chatlab walk --external {last.Host}:{last.Publish}",
        ];
        return new Verdict(
            CauseId.NotEstablished, first.Host, $"{first.Name} to {last.Name}", failed.Message, string.Join("; ", next.Distinct()));
    }

    /// <summary>A leg of the message's path.</summary>
    /// <param name="From">Null for a leg from outside the lab.</param>
    private sealed record Leg(WalkPath Path, WalkEnd? From, WalkEnd To);
}
