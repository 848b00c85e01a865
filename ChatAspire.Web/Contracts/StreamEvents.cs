using System.Text.Json.Serialization;

namespace ChatAspire.Web.Contracts;

/// <summary>The first event of every stream.</summary>
internal sealed record HelloEvent(
    string Node, string Address, string? Epoch, long Last, string Redis,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);

/// <summary>The log was lost: clients discard their messages; the new epoch follows from its start.</summary>
internal sealed record EpochEvent(string Epoch, string Was);

/// <summary>Numbers that were trimmed from the log before the subscriber received them.</summary>
internal sealed record GapEvent(long From, long To);

/// <summary>The participants of the room.</summary>
internal sealed record HereEvent(Participant[] Here);

/// <summary>Someone is typing.</summary>
internal sealed record TypingEvent(string Name);

/// <summary>Redis became unavailable or available again.</summary>
/// <param name="State"><c>up</c> or <c>away</c>.</param>
/// <param name="Reason">The reason why Redis does not serve although it answers, see <see cref="RedisProblems.Code"/>; else null.</param>
internal sealed record RedisEvent(
    string State, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason)
{
    /// <summary>Creates the event that tells clients of a problem.</summary>
    public static RedisEvent Of(RedisProblem problem) => new(problem == RedisProblem.None ? "up" : "away", problem.Code());
}
