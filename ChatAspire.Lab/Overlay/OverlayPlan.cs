using System.Net;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Overlay;

/// <summary>The values that the overlay's steps on one host need.</summary>
/// <param name="Peers">The underlay addresses of the other hosts.</param>
/// <param name="Mtu">The MTU of the VXLAN device and of the containers on the network, in bytes.</param>
/// <param name="DeviceAddress">The address of the VXLAN device itself.</param>
/// <param name="IpRange">The range from which this host's engine assigns addresses.</param>
/// <param name="Reserved">Name → address of the other hosts' gateways and containers, which this host's engine must not assign.</param>
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

    /// <summary>The subnet of the addresses that the VXLAN devices themselves have.</summary>
    public IPNetwork DeviceSubnet => IPNetwork.Parse(Spec.DeviceSubnet);

    /// <summary>The name of the Docker network, and of its bridge.</summary>
    public string Network => Spec.Network;

    /// <summary>The VXLAN device's name.</summary>
    public string Device => Spec.Device;

    /// <summary>Computes the values for one of the hosts.</summary>
    /// <exception cref="UserErrorException">The MTU in lab.json plus VXLAN's overhead exceeds the MTU of a host's underlay.</exception>
    public static OverlayPlan For(LabSpec spec, IReadOnlyList<HostFacts> hosts, HostFacts host)
    {
        var index = (uint)hosts.ToList().FindIndex(other => other.Name == host.Name);
        return new OverlayPlan(
            spec.Overlay,
            host,
            [.. hosts.Where(other => other.Name != host.Name).Select(other => other.Underlay)],
            MtuFor(spec, hosts),
            IPNetwork.Parse(spec.Overlay.DeviceSubnet).AddressAt(index + 1),
            // Part 0 of the subnet is reserved for the fixed addresses in lab.json.
            IPNetwork.Parse(spec.Overlay.Subnet).Subnet(SubnetParts.Bits(hosts.Count), index + 1),
            Elsewhere(spec, host));
    }

    /// <summary>Returns the MTU in bytes: the one in lab.json, else the largest that fits the smallest underlay MTU.</summary>
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
