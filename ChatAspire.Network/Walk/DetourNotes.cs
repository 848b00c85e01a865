using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Paths;
using ChatAspire.Network.Walk.Traffic;

namespace ChatAspire.Network.Walk;

/// <summary>Notes about traffic that succeeded, but not on the path that the walk expects.</summary>
internal static class DetourNotes
{
    /// <param name="outcome">
    /// The outcome of the walk's own traffic. There are no notes after a failure: a missing packet is then a loss, not a detour.
    /// </param>
    /// <param name="publisher">The container behind the published port; null for other walks.</param>
    public static IEnumerable<string> Of(
        IReadOnlyList<PacketWalk> walks, ProbeOutcome? outcome, WalkEnd? publisher)
    {
        if (outcome is not { Succeeded: true } || walks.FirstOrDefault(walk => !walk.Arrived) is not { } missing)
        {
            yield break;
        }

        if (publisher is not null && walks.All(walk => walk.Chains.All(hop => hop.Traversal.Translated is null))
            && walks.Any(walk => walk.Chains.Any(hop => hop.Traversal.IsNat)))
        {
            yield return $"{missing.Expected[0].Host}: no rule of nat DOCKER translated the port, so docker-proxy passed the request on: "
                + $"{publisher.Name} does not see the client's address. docker restart {publisher.Name} adds the rule again.";
            yield break;
        }

        yield return $"The request went well, and {missing.Packet.Name} was not seen on {missing.Expected[^1]}: "
            + "it took another path than the walk listens on.";
    }
}
