namespace ChatAspire.Web.RoomLog;

/// <summary>The participants of a room that are connected to this node.</summary>
/// <param name="Names">Their names, sorted.</param>
/// <param name="IsChanged">True when the names changed since the last update, so the other nodes must be notified.</param>
internal sealed record PresenceUpdate(string[] Names, bool IsChanged);
