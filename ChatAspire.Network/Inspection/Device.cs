using System.Text.Json;
using System.Text.Json.Serialization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection;

/// <summary>A network device, as <c>ip -d address</c> shows it in one namespace.</summary>
/// <param name="Index">Its number (ifindex), unique in its namespace.</param>
/// <param name="Kind">What made it: <c>veth</c>, <c>bridge</c>, <c>vxlan</c>, …; <c>loopback</c>, or <c>physical</c> where the kernel names none.</param>
/// <param name="IsUp">Set up by its administrator.</param>
/// <param name="HasCarrier">Its other end is up too: LOWER_UP.</param>
/// <param name="Mtu">Bytes.</param>
/// <param name="Mac">Null for devices without one.</param>
/// <param name="Master">The bridge it is a port of.</param>
/// <param name="PortState">As a port: <c>forwarding</c>, <c>disabled</c>, ….</param>
/// <param name="PeerIndex">The number of its other end, which may be in another namespace: <c>/sys/class/net/NAME/iflink</c>.</param>
/// <param name="Vxlan">Where it is a VXLAN device.</param>
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
    /// <summary>Its first IPv4 address.</summary>
    [JsonIgnore]
    public DeviceAddress? Ipv4 => Addresses.FirstOrDefault(address => address.Family == "inet");

    /// <summary>One device.</summary>
    public static HostCommand Show(string device) => new("ip", "-json", "-details", "address", "show", "dev", device);

    /// <returns>Null where the host has no such device.</returns>
    /// <exception cref="UserErrorException">What was printed cannot be read.</exception>
    public static Device? Parse(CommandResult result)
    {
        var skipped = new List<ParseWarning>();
        var devices = result.Succeeded ? Parse(result.OutputBytes, result.Command.ToShell(), skipped) : [];
        return skipped is [var skip, ..] ? throw new UserErrorException($"{result.Host}: {skip}") : devices is [var device, ..] ? device : null;
    }

    // [{"ifindex":4,"ifname":"vxlan0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1450,"master":"vxlan-net",…,"address":"7a:3e:8e:1d:11:a7",
    //   "linkinfo":{"info_kind":"vxlan","info_data":{"id":10,"remote":"10.77.0.12","link":"eth0","port":4789,…},
    //               "info_slave_kind":"bridge","info_slave_data":{"state":"forwarding",…}},
    //   "addr_info":[{"family":"inet","local":"172.100.0.1","prefixlen":16,…}]},
    //  {"ifindex":8,"link_index":7,"ifname":"veth5a7fe27",…,"link_netnsid":1,"linkinfo":{"info_kind":"veth",…},…}]
    internal static IReadOnlyList<Device> Parse(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> skipped) =>
        LenientJson.Array<Raw, Device>(json, what, skipped, raw => raw.ToDevice());

    private sealed record Raw(
        int Ifindex,
        string Ifname,
        IReadOnlyList<string> Flags,
        int Mtu,
        [property: JsonPropertyName("link_type")] string? LinkType = null,
        string? Address = null,
        string? Master = null,
        [property: JsonPropertyName("link_index")] int? LinkIndex = null,
        RawInfo? Linkinfo = null,
        [property: JsonPropertyName("addr_info")] IReadOnlyList<DeviceAddress>? AddrInfo = null)
    {
        public Device ToDevice() => new(
            Ifindex,
            Ifname,
            Linkinfo?.Kind ?? (LinkType == "loopback" ? "loopback" : "physical"),
            Flags.Contains("UP"),
            Flags.Contains("LOWER_UP"),
            Mtu,
            Address,
            Master,
            Linkinfo?.SlaveData?.State,
            LinkIndex,
            Linkinfo is { Kind: "vxlan", Data: { } data } ? LenientJson.Element<Vxlan>(data) : null,
            [.. (AddrInfo ?? []).Where(address => address?.Local is not null)]);
    }

    private sealed record RawInfo(
        [property: JsonPropertyName("info_kind")] string? Kind = null,
        [property: JsonPropertyName("info_data")] JsonElement? Data = null,
        [property: JsonPropertyName("info_slave_data")] RawPort? SlaveData = null);

    private sealed record RawPort(string? State = null);
}

/// <summary>A VXLAN device's own settings.</summary>
/// <param name="Id">The network identifier, VNI.</param>
/// <param name="Remote">The one other end, where there is only one.</param>
/// <param name="Link">The underlying device, whose address the outer packets carry.</param>
/// <param name="Port">UDP destination.</param>
public sealed record Vxlan(int? Id = null, string? Remote = null, string? Link = null, int? Port = null)
{
    /// <summary>Outer IPv4 20 + UDP 8 + VXLAN 8 + inner Ethernet 14: the outer Ethernet header counts in no MTU (Linux: include/net/vxlan.h, VXLAN_HEADROOM).</summary>
    public const int OverheadBytes = 50;
}

/// <summary>An address of a device.</summary>
/// <param name="Family"><c>inet</c> or <c>inet6</c>.</param>
public sealed record DeviceAddress(string Family, string Local, [property: JsonPropertyName("prefixlen")] int PrefixLength)
{
    public override string ToString() => $"{Local}/{PrefixLength}";
}
