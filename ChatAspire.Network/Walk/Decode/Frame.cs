namespace ChatAspire.Network.Walk.Decode;

/// <summary>A frame as captured on one device.</summary>
/// <param name="Time">UTC by the clock of the device's host, with a resolution of 100 ns.</param>
/// <param name="SourceMac">The source address of the frame, or of the frame inside the tunnel.</param>
/// <param name="Bytes">The frame's length on the device, including the Ethernet header and any tunnel headers.</param>
/// <param name="Packet">The packet it carries; for a VXLAN frame, the inner packet.</param>
/// <param name="Tunnel">The outer header of a VXLAN frame; null for any other frame.</param>
internal sealed record Frame(DateTime Time, string SourceMac, string DestinationMac, int Bytes, Packet Packet, Tunnel? Tunnel)
{
    /// <summary>
    /// The large packet captured on the device, of which <see cref="Packet"/> is one segment; null if the packet was captured as it is.
    /// </summary>
    public Packet? OffloadedPacket { get; init; }
}
