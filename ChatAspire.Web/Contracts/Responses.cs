namespace ChatAspire.Web.Contracts;

/// <summary>The position at which a posted message is stored.</summary>
internal sealed record Receipt(string Room, string Id, string Epoch, long Seq);

/// <summary>A name in a room, and the node it is connected to.</summary>
internal sealed record Participant(string Name, string Node);

/// <summary>A room, the number of its newest message, and its participants.</summary>
internal sealed record RoomState(string Room, long Last, Participant[] Here);

/// <summary>All rooms.</summary>
internal sealed record RoomList(RoomState[] Rooms);

/// <summary>The node that served the request.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Address">The node's address, as shown to readers.</param>
/// <param name="Dashboard">The URL of the Aspire dashboard; null when none is configured.</param>
internal sealed record NodeInfo(string Name, string Address, string? Dashboard);
