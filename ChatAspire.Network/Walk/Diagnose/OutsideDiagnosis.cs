using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Paths;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>Explains failures beyond the last host, where nothing can be captured.</summary>
internal sealed class OutsideDiagnosis(Topology topology, WalkPath path, WalkEnd? from, WalkEnd? to)
{
    /// <summary>Indicates whether the walk's destination is outside all hosts, beyond this NIC.</summary>
    public bool IsBehind(CapturePoint last) => last.Kind == CapturePointKind.Nic && to is { Host: null };

    /// <summary>Explains an ICMP unreachable error from outside; null if there is none.</summary>
    public Verdict? Unreachable(IReadOnlyList<PacketWalk> walks)
    {
        if (!IsBehind(path.Points[^1]))
        {
            return null;
        }

        var error = walks.FirstOrDefault(walk => !walk.IsForward && walk.Packet.IsUnreachable)?.Packet;
        return error is null ? null : Verdict(
            CauseId.OutsideUnreachable, $"{error.Source.Address} reports that {to!.Address} is unreachable: {error.Name}");
    }

    /// <summary>
    /// Explains a packet that left the last host with its container's own address, to which nothing outside can reply; null if there is
    /// none.
    /// </summary>
    public Verdict? Untranslated(IReadOnlyList<PacketWalk> walks)
    {
        if (from is not { Container: { } container, Host: { } host } || !IsBehind(path.Points[^1])
            || !walks.Any(walk => walk.IsForward && walk.Devices.Any(hop => hop.Point == path.Points[^1]
                && !hop.Frame.Packet.IsResolution && hop.Frame.Packet.Source.Address.Equals(from.Address))))
        {
            return null;
        }

        var (tool, isIpv6) = path.IsIpv6 ? ("ip6tables", true) : ("iptables", false);
        var network = topology.Network(host).Networks.FirstOrDefault(network => network.Bridge is not null
            && network.SubnetsOf(isIpv6).Any(subnet => subnet.Contains(from.Address)));
        return new Verdict(CauseId.SourceNotTranslated, host, isIpv6 ? "ip6 nat POSTROUTING" : "nat POSTROUTING",
            $"the packet left {path.Points[^1]} with {container.Name}'s own address {from.Address}: no rule translated it",
            network is null
                ? $"{tool} -t nat -S POSTROUTING"
                : $"{tool} -t nat -A POSTROUTING -s {network.SubnetsOf(isIpv6).First()} ! -o {network.Bridge} -j MASQUERADE");
    }

    public Verdict Verdict(CauseId id, string cause) => new(id, path.Points[^1].Host, $"{path.Points[^1]}", cause,
        "Check firewalls and security groups behind the host, its route to the Internet, and the address and port.");
}
