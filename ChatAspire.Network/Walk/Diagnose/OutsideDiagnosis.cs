using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Decode;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains failures beyond the last host, where nothing can be captured.</summary>
internal sealed class OutsideDiagnosis(WalkPath path, WalkEnd? to)
{
    /// <summary>Indicates whether the walk's destination lies beyond this capture point.</summary>
    public bool IsBehind(CapturePoint last) => last.Kind == CapturePointKind.Nic && to is { Host: null };

    /// <summary>Finds an ICMP unreachable from outside; null if there is none.</summary>
    public Verdict? Unreachable(IReadOnlyList<PacketWalk> walks)
    {
        if (!IsBehind(path.Points[^1]))
        {
            return null;
        }

        var error = walks.FirstOrDefault(walk => !walk.IsForward && walk.Packet.Protocol == Protocol.Icmp
            && walk.Packet.Kind >> 8 == Packet.Unreachable)?.Packet;
        return error is null ? null : Verdict($"{error.Source.Address} reports that {to!.Address} is unreachable: {error.Name}");
    }

    public Verdict Verdict(string cause) => new(path.Points[^1].Host, $"{path.Points[^1]}", cause,
        "Check firewalls and security groups behind the host, its route to the Internet, and the address and port.");
}
