using System.Text.Json.Serialization;

namespace ChatAspire.Web.Contracts;

/// <summary>The first event of every stream: the node that serves it, the newest message, and the state of Redis.</summary>
/// <param name="Epoch">The epoch of the room's log; null while the node knows of no log.</param>
/// <param name="Last">The number of the newest message that the node has sent to its live subscribers.</param>
/// <param name="Redis">As <see cref="RedisEvent.State"/>.</param>
/// <param name="Reason">As <see cref="RedisEvent.Reason"/>.</param>
internal sealed record HelloEvent(
    string Node, string Address, string? Epoch, long Last, string Redis,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);

/// <summary>
/// Announces that the log was lost in whole or in part. Clients discard their messages; those of the new epoch follow from its start.
/// </summary>
internal sealed record EpochEvent(string Epoch, string Was);

/// <summary>The numbers, first and last included, of messages trimmed from the log before the subscriber received them.</summary>
internal sealed record GapEvent(long From, long To);

/// <summary>The participants of the room.</summary>
internal sealed record HereEvent(Participant[] Here);

/// <summary>Announces that a participant is typing.</summary>
internal sealed record TypingEvent(string Name);

/// <summary>Announces that Redis became unavailable, or available again.</summary>
/// <param name="State"><c>up</c> or <c>away</c>.</param>
/// <param name="Reason">The code of the problem (<see cref="RedisProblems.Code"/>); null when Redis is up or unreachable.</param>
internal sealed record RedisEvent(
    string State, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason)
{
    /// <summary>Creates the event for a problem; <see cref="RedisProblem.None"/> yields the state <c>up</c>.</summary>
    public static RedisEvent Of(RedisProblem problem) => new(problem == RedisProblem.None ? "up" : "away", problem.Code());
}
