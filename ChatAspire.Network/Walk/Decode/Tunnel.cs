namespace ChatAspire.Network.Walk.Decode;

/// <summary>The outer header of a VXLAN frame (RFC 7348, section 5).</summary>
/// <param name="Id">The outer packet's IPv4 identification, or its IPv6 flow label.</param>
internal sealed record Tunnel(Endpoint Source, Endpoint Destination, int Id, int Vni)
{
    public override string ToString() => $"{Source.Address} → {Destination} VNI {Vni}";
}
