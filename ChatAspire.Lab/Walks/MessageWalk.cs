using System.Text;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Walk;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Lab.Walks;

/// <summary>Follows a chat message through the lab.</summary>
internal sealed class MessageWalk(LabSpec spec, Walker walker)
{
    /// <summary>Posts a message, and follows every packet that carries or answers it: to Redis, back to the nodes, to a reader.</summary>
    /// <param name="traceparent">What the message's trace hangs on.</param>
    public async Task<WalkReport> RunAsync(string text, string traceparent, CancellationToken cancellation)
    {
        var lab = await walker.ReadAsync(cancellation);
        var (first, last) = (spec.Chat[0], spec.Chat[^1]);
        var redis = lab.Find(spec.Redis.Name);
        // In the order in which a message passes them.
        List<(WalkPath Path, WalkEnd? From, WalkEnd To)> legs =
        [
            (lab.FromOutside(first.Host, first.Publish), null, lab.Find(first.Name)),
            .. spec.Chat.Select(chat => Walker.Source(lab, chat.Name)).Select(chat => (lab.Between(chat, redis, Protocol.Tcp, null, spec.Redis.Port), chat, redis)),
            .. first == last ? Array.Empty<(WalkPath, WalkEnd?, WalkEnd)>() : [(lab.FromOutside(last.Host, last.Publish), null, lab.Find(last.Name))],
        ];
        var trace = Encoding.ASCII.GetBytes(Walker.TraceOf(traceparent));
        var seen = await walker.Session(lab).RunAsync([.. legs.Select(leg => leg.Path)], Walker.Limit, async token => await ChatMessage.SendAsync(
            lab.Facts(first.Host).Published[first.Publish], lab.Facts(last.Host).Published[last.Publish], text, traceparent, token), cancellation);
        var walks = CarriedText.Of(seen.Walks(legs.Select(leg => leg.From is null ? seen.Pinned(leg.Path, trace) : leg.Path)), trace);
        // What keeps a message away seldom carries it: a lost acknowledgement, a connection that does not open.
        return Walker.Report($"message \"{text}\" from {first.Name} to {last.Name}", seen, walks, seen.Outcome is { Succeeded: false } failed
            ? legs.Select(leg => new Diagnosis(lab, leg.Path, leg.From, leg.To).Of(seen.Walks([leg.Path]), null)).FirstOrDefault(trouble => trouble is not null)
                ?? new Verdict(first.Host, $"{first.Name} to {last.Name}", failed.Said, string.Join("; ", new[]
                {
                    $"chatlab walk --external {first.Host}:{first.Publish}", $"chatlab walk {first.Name} {redis.Name}",
                    $"chatlab walk {last.Name} {redis.Name}", $"chatlab walk --external {last.Host}:{last.Publish}",
                }.Distinct()))
            : null);
    }
}
