using System.Net;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Overlay;

/// <summary>The overlay as one host sees it: every number its steps need.</summary>
/// <param name="Peers">Underlay addresses of the other hosts.</param>
/// <param name="Mtu">Of the VXLAN device, and of the containers on the network, in bytes.</param>
/// <param name="DeviceAddress">The VXLAN device's own.</param>
/// <param name="IpRange">From which this host's engine gives addresses to containers that ask for none.</param>
/// <param name="Reserved">What this host's engine must give to nobody, by name: the other hosts' gateways and containers.</param>
public sealed record OverlayPlan(
    OverlaySpec Spec,
    HostFacts Host,
    IReadOnlyList<string> Peers,
    int Mtu,
    IPAddress DeviceAddress,
    IPNetwork IpRange,
    IReadOnlyList<KeyValuePair<string, string>> Reserved)
{
    /// <summary>The overlay's subnet.</summary>
    public IPNetwork Subnet => IPNetwork.Parse(Spec.Subnet);

    /// <summary>The VXLAN devices' own subnet.</summary>
    public IPNetwork DeviceSubnet => IPNetwork.Parse(Spec.DeviceSubnet);

    /// <summary>The network's name, which is also its bridge's.</summary>
    public string Network => Spec.Network;

    /// <summary>The VXLAN device's name.</summary>
    public string Device => Spec.Device;

    /// <exception cref="UserErrorException">The underlay is too small for the MTU that lab.json asks for.</exception>
    public static OverlayPlan For(LabSpec spec, IReadOnlyList<HostFacts> hosts, HostFacts host)
    {
        var index = (uint)hosts.ToList().FindIndex(other => other.Name == host.Name);
        return new OverlayPlan(
            spec.Overlay,
            host,
            [.. hosts.Where(other => other.Name != host.Name).Select(other => other.Underlay)],
            MtuFor(spec, hosts),
            IPNetwork.Parse(spec.Overlay.DeviceSubnet).AddressAt(index + 1),
            // The first part is left to the addresses that lab.json gives out itself.
            IPNetwork.Parse(spec.Overlay.Subnet).Subnet(SubnetParts.Bits(hosts.Count), index + 1),
            Elsewhere(spec, host));
    }

    /// <summary>What the smallest underlay leaves, or what lab.json asks for, if that fits.</summary>
    private static int MtuFor(LabSpec spec, IReadOnlyList<HostFacts> hosts)
    {
        var narrowest = hosts.MinBy(host => host.Mtu)!;
        var most = narrowest.Mtu - Vxlan.OverheadBytes;
        return spec.Overlay.Mtu is { } asked && asked > most
            ? throw new UserErrorException(
                $"$.overlay.mtu: {asked} bytes do not fit: {narrowest.Name}'s {narrowest.Nic} carries {narrowest.Mtu}, VXLAN adds {Vxlan.OverheadBytes}.",
                $"Set \"mtu\" to \"auto\" or to {most} at most.")
            : spec.Overlay.Mtu ?? most;
    }

    private static List<KeyValuePair<string, string>> Elsewhere(LabSpec spec, HostFacts host) =>
    [
        .. spec.Hosts.Where(other => other.Name != host.Name).Select(other => KeyValuePair.Create(other.Name, other.Gateway)),
        .. new[] { (spec.Redis.Name, spec.Redis.Host, spec.Redis.Address), (spec.Dashboard.Name, spec.Dashboard.Host, spec.Dashboard.Address) }
            .Concat(spec.Chat.Select(chat => (chat.Name, chat.Host, chat.Address)))
            .Where(container => container.Host != host.Name)
            .Select(container => KeyValuePair.Create(container.Name, container.Address)),
    ];
}
