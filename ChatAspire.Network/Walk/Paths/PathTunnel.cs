namespace ChatAspire.Network.Walk.Paths;

/// <summary>The VXLAN tunnel that a path crosses.</summary>
/// <param name="Port">The UDP destination port.</param>
internal sealed record PathTunnel(TunnelEnd From, TunnelEnd To, int Port)
{
    /// <summary>Returns the end on a host of the path.</summary>
    public TunnelEnd At(string host) => From.Host == host ? From : To;

    /// <summary>Returns the end on the other host.</summary>
    public TunnelEnd PeerOf(string host) => From.Host == host ? To : From;

    /// <summary>Indicates whether an outer packet passes between the two ends, or from one of them to a multicast group.</summary>
    public bool Carries(Decode.Tunnel outer)
    {
        var (source, destination) = ($"{outer.Source.Address}", $"{outer.Destination.Address}");
        return (From.Has(source) && To.Accepts(destination)) || (To.Has(source) && From.Accepts(destination));
    }
}
