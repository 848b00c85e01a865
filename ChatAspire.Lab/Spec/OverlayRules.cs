using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Spec;

/// <summary>The rules for the overlay of a lab file.</summary>
internal static class OverlayRules
{
    /// <summary>The packet length in bytes that every IPv4 host must accept (RFC 791).</summary>
    public const int MinMtu = 576;

    /// <summary>The length in bytes of the longest IPv4 packet, 65535, less the overhead of VXLAN.</summary>
    public const int MaxMtu = 65535 - Vxlan.OverheadBytes;

    /// <summary>The largest VNI, which has 24 bits (RFC 7348, section 5).</summary>
    public const int MaxVni = (1 << 24) - 1;

    /// <summary>Returns the errors of the overlay in a lab with this many hosts.</summary>
    public static IEnumerable<string> Errors(OverlaySpec overlay, int hosts) =>
    [
        .. NameRules.Device("$.overlay.network", overlay.Network),
        .. NameRules.Device("$.overlay.device", overlay.Device),
        .. Subnets(overlay, hosts),
        .. Numbers(overlay),
    ];

    private static IEnumerable<string> Subnets(OverlaySpec overlay, int hosts)
    {
        if (overlay.Network == overlay.Device)
        {
            yield return $"$.overlay.device: duplicate {overlay.Device}; already used by $.overlay.network. The bridge and the VXLAN "
                + "device need a name each.";
        }

        if (!AddressRules.Subnet("$.overlay.subnet", overlay.Subnet, out var subnet, out var error)
            || !AddressRules.Subnet("$.overlay.deviceSubnet", overlay.DeviceSubnet, out var devices, out error))
        {
            yield return error;
            yield break;
        }

        var longest = SubnetParts.LongestPrefix(hosts);
        if (subnet.PrefixLength > longest)
        {
            yield return $"$.overlay.subnet: {subnet} is too small for {hosts} hosts; use /{longest} or larger.";
        }

        if (devices.Size() < hosts + 2)
        {
            yield return $"$.overlay.deviceSubnet: {devices} is too small for {hosts} hosts.";
        }

        if (subnet.Overlaps(devices))
        {
            yield return $"$.overlay.deviceSubnet: {devices} overlaps $.overlay.subnet {subnet}; choose another.";
        }
    }

    private static IEnumerable<string> Numbers(OverlaySpec overlay)
    {
        if (overlay.Vni is < 1 or > MaxVni)
        {
            yield return $"$.overlay.vni: {overlay.Vni} is outside 1–{MaxVni}.";
        }

        if (AddressRules.Port("$.overlay.port", overlay.Port) is { } port)
        {
            yield return port;
        }

        if (overlay.Mtu is < MinMtu or > MaxMtu)
        {
            yield return $"$.overlay.mtu: {overlay.Mtu} is outside {MinMtu}–{MaxMtu}; \"auto\" uses the largest that the underlay carries.";
        }
    }
}
