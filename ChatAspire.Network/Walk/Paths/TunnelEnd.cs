using System.Net;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>A host's end of a VXLAN tunnel.</summary>
/// <param name="Device">The VXLAN device.</param>
/// <param name="Bridge">The bridge that the device should be a port of; null if it is not known.</param>
/// <param name="Address">The address to which the other end sends.</param>
/// <param name="Nic">The underlay device.</param>
/// <param name="Mtu">The MTU of the underlay device, in bytes.</param>
internal sealed record TunnelEnd(string Host, string Device, string? Bridge, string Address, string Nic, int Mtu)
{
    private const int FirstGroup = 224;

    /// <summary>The host's other addresses, at which the kernel accepts the tunnel's packets as well.</summary>
    public IReadOnlySet<string> OtherAddresses { get; init; } = new HashSet<string>();

    /// <summary>
    /// The namespace of the VXLAN device and its bridge, and the Swarm overlay that both belong to; null if they are in the host's own.
    /// </summary>
    public (Netns Netns, string Overlay)? Engine { get; init; }

    public CapturePoint NicPoint => new(Host, CapturePointKind.Nic, Nic);

    public CapturePoint VxlanPoint => new(Host, CapturePointKind.Vxlan, Device, Netns: Engine?.Netns) { Overlay = Engine?.Overlay };

    /// <summary>Indicates whether the host has this address.</summary>
    public bool Has(string address) => address == Address || OtherAddresses.Contains(address);

    /// <summary>
    /// Indicates whether packets to this address reach the end: true for the host's own addresses and for multicast groups.
    /// </summary>
    public bool Accepts(string? address) => address is not null && (Has(address) || IsGroup(address));

    private static bool IsGroup(string address) =>
        IPAddress.TryParse(address, out var parsed) && parsed.GetAddressBytes() is [>= FirstGroup and < FirstGroup + 16, _, _, _];
}
