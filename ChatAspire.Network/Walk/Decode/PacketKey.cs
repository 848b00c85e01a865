namespace ChatAspire.Network.Walk.Decode;

/// <summary>Identifies a packet from device to device.</summary>
/// <param name="Pair">The two addresses if they cannot be translated (ARP); otherwise empty.</param>
internal sealed record PacketKey(Protocol Protocol, int Id, uint Sequence, uint Acknowledged, int Kind, int PayloadLength, string Pair);
