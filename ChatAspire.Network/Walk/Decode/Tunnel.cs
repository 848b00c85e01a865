namespace ChatAspire.Network.Walk.Decode;

/// <summary>The outer header of a VXLAN frame (RFC 7348, section 5).</summary>
/// <param name="Id">The IPv4 identification of the outer packet.</param>
internal sealed record Tunnel(Endpoint Source, Endpoint Destination, int Id, int Vni)
{
    public override string ToString() => $"{Source.Address} → {Destination} VNI {Vni}";
}
