namespace ChatAspire.Network.Walk.Paths;

/// <summary>The kinds of devices on a packet's way.</summary>
internal enum CapturePointKind
{
    /// <summary>A container's own end of its veth pair, in its own network namespace.</summary>
    Container,

    /// <summary>The host's end of that pair.</summary>
    Veth,

    Bridge,

    /// <summary>The tunnel's end: frames before they are wrapped, or after they were unwrapped.</summary>
    Vxlan,

    /// <summary>The host's device on the underlay.</summary>
    Nic,
}

/// <summary>A device that a packet passes, and that is listened on.</summary>
/// <param name="Device">Its name in its namespace.</param>
/// <param name="Container">Whose namespace it is in; null for the host's own.</param>
/// <param name="Pid">A process in that namespace; null for the host's own.</param>
internal sealed record CapturePoint(string Host, CapturePointKind Kind, string Device, string? Container = null, int? Pid = null)
{
    public override string ToString() => Kind == CapturePointKind.Container ? $"{Device} of {Container}" : Device;
}

/// <summary>The devices between two ends in order, and the addresses that packets between them carry.</summary>
/// <param name="Places">From the client to the server; an answer passes them backwards.</param>
/// <param name="Flows">One for each pair of addresses: with NAT on the way there are two.</param>
internal sealed record WalkPath(IReadOnlyList<CapturePoint> Places, IReadOnlyList<Flow> Flows);
