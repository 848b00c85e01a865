namespace ChatAspire.Web.Contracts;

/// <summary>The first event of every stream.</summary>
internal sealed record HelloEvent(string Node, string Address, string? Epoch, long Last, string Redis);

/// <summary>The log was lost: forget what you have, what follows is the new epoch from its start.</summary>
internal sealed record EpochEvent(string Epoch, string Was);

/// <summary>Numbers that were trimmed before the reader came to them.</summary>
internal sealed record GapEvent(long From, long To);

/// <summary>Who is in the room.</summary>
internal sealed record HereEvent(Participant[] Here);

/// <summary>Someone types.</summary>
internal sealed record TypingEvent(string Name);

/// <summary>Redis went away or came back.</summary>
internal sealed record RedisEvent(string State);
