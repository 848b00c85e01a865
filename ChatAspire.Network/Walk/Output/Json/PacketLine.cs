namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>A line of a live walk's JSON Lines: one packet.</summary>
internal sealed record PacketLine(int Number, PacketDocument Packet);
