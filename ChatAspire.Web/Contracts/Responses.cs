namespace ChatAspire.Web.Contracts;

/// <summary>Where a posted message stands.</summary>
internal sealed record Receipt(string Room, string Id, string Epoch, long Seq);

/// <summary>A name in a room, and the node it is connected to.</summary>
internal sealed record Participant(string Name, string Node);

/// <summary>A room, the number of its newest message, and who is in it.</summary>
internal sealed record RoomState(string Room, long Last, Participant[] Here);

/// <summary>All rooms.</summary>
internal sealed record RoomList(RoomState[] Rooms);

/// <summary>Which node answers.</summary>
internal sealed record NodeInfo(string Name, string Address, string? Dashboard);
