namespace ChatAspire.Network.Walk.Decode;

/// <summary>A frame as one device showed it.</summary>
/// <param name="Time">UTC, by the clock of the device's host, in units of 100 ns.</param>
/// <param name="SourceMac">The source address of the frame, or of the frame inside the tunnel.</param>
/// <param name="Bytes">The frame's length on the device, including the Ethernet header and any tunnel headers.</param>
/// <param name="Packet">The packet it carries; for a VXLAN frame, the inner packet.</param>
/// <param name="Tunnel">The outer header of a VXLAN frame; null for any other frame.</param>
internal sealed record Frame(DateTime Time, string SourceMac, string DestinationMac, int Bytes, Packet Packet, Tunnel? Tunnel)
{
    /// <summary>
    /// The large packet that the device showed and of which <see cref="Packet"/> is one segment; null for a packet shown as it
    /// is.
    /// </summary>
    public Packet? OffloadedPacket { get; init; }
}
