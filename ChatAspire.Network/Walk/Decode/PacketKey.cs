namespace ChatAspire.Network.Walk.Decode;

/// <summary>Identifies a packet on all devices of its path.</summary>
/// <param name="Pair">Source and destination address if NAT cannot change them (ARP, neighbour discovery); otherwise empty.</param>
internal sealed record PacketKey(Protocol Protocol, int Id, uint Sequence, uint Acknowledged, int Kind, int PayloadLength, string Pair);
