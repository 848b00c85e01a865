using System.Net;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Overlay;

/// <summary>The overlay from one host's point of view: every value that its steps need.</summary>
/// <param name="Peers">Underlay addresses of the other hosts.</param>
/// <param name="Mtu">Of the VXLAN device, and of the containers on the network, in bytes.</param>
/// <param name="DeviceAddress">The address of the VXLAN device itself.</param>
/// <param name="IpRange">The range from which this host's engine assigns addresses.</param>
/// <param name="Reserved">The addresses that this host's engine must not assign, by name: the other hosts' gateways and containers.</param>
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

    /// <exception cref="UserErrorException">The underlay is too small for the MTU in lab.json.</exception>
    public static OverlayPlan For(LabSpec spec, IReadOnlyList<HostFacts> hosts, HostFacts host)
    {
        var index = (uint)hosts.ToList().FindIndex(other => other.Name == host.Name);
        return new OverlayPlan(
            spec.Overlay,
            host,
            [.. hosts.Where(other => other.Name != host.Name).Select(other => other.Underlay)],
            MtuFor(spec, hosts),
            IPNetwork.Parse(spec.Overlay.DeviceSubnet).AddressAt(index + 1),
            // The first part is reserved for the fixed addresses of lab.json.
            IPNetwork.Parse(spec.Overlay.Subnet).Subnet(SubnetParts.Bits(hosts.Count), index + 1),
            Elsewhere(spec, host));
    }

    /// <summary>The MTU in lab.json if it fits, else the largest that the narrowest underlay carries.</summary>
    private static int MtuFor(LabSpec spec, IReadOnlyList<HostFacts> hosts)
    {
        var narrowest = hosts.MinBy(host => host.Mtu)!;
        var max = narrowest.Mtu - Vxlan.OverheadBytes;
        return spec.Overlay.Mtu is { } requested && requested > max
            ? throw new UserErrorException(
                $"$.overlay.mtu: {requested} bytes do not fit: {narrowest.Name}'s {narrowest.Nic} carries {narrowest.Mtu}, VXLAN adds "
                    + $"{Vxlan.OverheadBytes}.",
                $"Set \"mtu\" to \"auto\", or to {max} or less.")
            : spec.Overlay.Mtu ?? max;
    }

    private static List<KeyValuePair<string, string>> Elsewhere(LabSpec spec, HostFacts host) =>
    [
        .. spec.Hosts.Where(other => other.Name != host.Name).Select(other => KeyValuePair.Create(other.Name, other.Gateway)),
        .. new[] { (spec.Redis.Name, spec.Redis.Host, spec.Redis.Address),
            (spec.Dashboard.Name, spec.Dashboard.Host, spec.Dashboard.Address) }
            .Concat(spec.Chat.Select(chat => (chat.Name, chat.Host, chat.Address)))
            .Where(container => container.Host != host.Name)
            .Select(container => KeyValuePair.Create(container.Name, container.Address)),
    ];
}
