using System.Net;
using System.Text.Json.Serialization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection;

/// <summary>A network device, as <c>ip -details address show</c> shows it in one namespace.</summary>
/// <param name="Index">Its number (ifindex), unique in its namespace.</param>
/// <param name="Kind">
/// <c>veth</c>, <c>bridge</c>, <c>vxlan</c>, …; <c>loopback</c>, or <c>physical</c> if the kernel names no kind.
/// </param>
/// <param name="IsUp">True if it is administratively up: the flag UP.</param>
/// <param name="HasCarrier">True if it has a carrier (flag LOWER_UP); for a veth device, if both ends are up.</param>
/// <param name="Mtu">In bytes.</param>
/// <param name="Mac">The MAC address; null for a device without one.</param>
/// <param name="Master">The name of the bridge that it is a port of; null if there is none.</param>
/// <param name="PortState">The state of a bridge port: <c>forwarding</c>, <c>disabled</c>, …; null for other devices.</param>
/// <param name="PeerIndex">
/// The index of the linked device, such as the other end of a veth pair, which may be in another namespace
/// (<c>/sys/class/net/NAME/iflink</c>); null if there is none.
/// </param>
/// <param name="Vxlan">The settings of a VXLAN device; null for others.</param>
public sealed record Device(
    int Index,
    string Name,
    string Kind,
    bool IsUp,
    bool HasCarrier,
    int Mtu,
    string? Mac,
    string? Master,
    string? PortState,
    int? PeerIndex,
    Vxlan? Vxlan,
    IReadOnlyList<DeviceAddress> Addresses)
{
    /// <summary>The first IPv4 address; null if the device has none.</summary>
    [JsonIgnore]
    public DeviceAddress? Ipv4 => Addresses.FirstOrDefault(address => address.Family == "inet");

    /// <summary>Returns the first address of one family, except link-local IPv6 addresses; null if the device has none.</summary>
    public DeviceAddress? AddressOf(bool isIpv6) => isIpv6
        ? Addresses.FirstOrDefault(address => address.Family == "inet6" && !address.IsLinkLocal)
        : Ipv4;

    /// <summary>True for an isolated bridge port: the bridge forwards no frames between isolated ports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsIsolated { get; init; }

    /// <summary>Returns the command that shows one device of the host's own namespace.</summary>
    public static HostCommand Show(string device) => new("ip", "-json", "-details", "address", "show", "dev", device);

    /// <summary>Parses the output of <see cref="Show"/>.</summary>
    /// <returns>Null if the host has no such device.</returns>
    /// <exception cref="UserErrorException">The output cannot be read.</exception>
    public static Device? Parse(CommandResult result)
    {
        var warnings = new List<ParseWarning>();
        var devices = result.Succeeded ? Parse(result.OutputBytes, result.Command.ToShell(), warnings) : [];
        if (warnings is [var warning, ..])
        {
            throw new UserErrorException($"{result.Host}: {warning}");
        }

        return devices is [var device, ..] ? device : null;
    }

    internal static IReadOnlyList<Device> Parse(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> warnings) =>
        LenientJson.Array(json, what, warnings, IpJson.Default.IpDevice, device => device.ToDevice());
}

/// <summary>The settings of a VXLAN device.</summary>
/// <param name="Id">The network identifier (VNI).</param>
/// <param name="Remote">The other end of a point-to-point tunnel; null if the forwarding database names the peers.</param>
/// <param name="Link">The underlay device, whose address the outer packets carry; null if none is set.</param>
/// <param name="Port">The UDP destination port.</param>
public sealed record Vxlan(int? Id = null, string? Remote = null, string? Link = null, int? Port = null)
{
    /// <summary>The source address of the outer packets; null if the kernel chooses it by the route to the peer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Local { get; init; }

    /// <summary>
    /// The bytes that VXLAN takes from the underlay's MTU: outer IPv4 20 + UDP 8 + VXLAN 8 + inner Ethernet 14. The outer Ethernet header
    /// does not count towards the MTU (Linux: include/net/vxlan.h, VXLAN_HEADROOM).
    /// </summary>
    public const int OverheadBytes = 50;

    /// <summary>The UDP port that IANA assigned (RFC 7348, section 8).</summary>
    public const int DefaultPort = 4789;
}

/// <summary>An address of a device.</summary>
/// <param name="Family"><c>inet</c> or <c>inet6</c>.</param>
public sealed record DeviceAddress(string Family, string Local, [property: JsonPropertyName("prefixlen")] int PrefixLength)
{
    /// <summary>True for an IPv6 address that is valid on its segment only (fe80::/10).</summary>
    [JsonIgnore]
    public bool IsLinkLocal => IPAddress.TryParse(Local, out var address) && address.IsIPv6LinkLocal;

    public override string ToString() => $"{Local}/{PrefixLength}";
}
