using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>The devices between two endpoints, in order, and the addresses carried by packets between them.</summary>
/// <param name="Points">From the client to the server; replies pass them in reverse.</param>
/// <param name="Flows">One flow per pair of addresses, so NAT on the path makes two.</param>
internal sealed record WalkPath(IReadOnlyList<CapturePoint> Points, IReadOnlyList<Flow> Flows)
{
    /// <summary>True if the client is a program of the first host itself, so that its packets pass the host's OUTPUT chains.</summary>
    public bool BeginsOnHost { get; init; }

    /// <summary>The VXLAN tunnel that the path crosses; null if it crosses none.</summary>
    public PathTunnel? Tunnel { get; init; }

    /// <summary><see cref="Tunnel"/> as a list of one, or an empty list.</summary>
    public IReadOnlyList<PathTunnel> Tunnels => Tunnel is null ? [] : [Tunnel];

    /// <summary>The UDP destination port that marks VXLAN frames.</summary>
    public int TunnelPort => Tunnel?.Port ?? Vxlan.DefaultPort;

    /// <summary>True for a path between IPv6 addresses.</summary>
    public bool IsIpv6 => Flows is [{ IsIpv6: true }, ..];

    /// <summary>Indicates whether the path crosses a VXLAN tunnel.</summary>
    public bool IsTunnelled => Tunnel is not null;

    /// <summary>
    /// Indicates whether the path leads from one container to another over one bridge per host, and between hosts through the tunnel. False
    /// for a Swarm overlay, whose bridges are in a namespace of their own.
    /// </summary>
    public bool IsBridged => (IsTunnelled || Points.All(point => point.Host == Points[0].Host))
        && Points.Count(point => point.Kind == CapturePointKind.Container) > 1
        && !Points.Any(point => point is { Kind: CapturePointKind.Bridge, Overlay: not null })
        && Points.Where(point => point.Kind == CapturePointKind.Bridge).CountBy(point => point.Host).All(bridges => bridges.Value == 1);
}
