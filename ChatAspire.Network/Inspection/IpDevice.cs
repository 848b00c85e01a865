using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>A network device in the shape that <c>ip -json -details address show</c> prints.</summary>
// [{"ifindex":4,"ifname":"vxlan0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1450,"master":"vxlan-net",…,
//   "address":"7a:3e:8e:1d:11:a7",
//   "linkinfo":{"info_kind":"vxlan","info_data":{"id":10,"remote":"10.77.0.12","link":"eth0","port":4789,…},
//               "info_slave_kind":"bridge","info_slave_data":{"state":"forwarding",…}},
//   "addr_info":[{"family":"inet","local":"172.100.0.1","prefixlen":16,…}]},
//  {"ifindex":8,"link_index":7,"ifname":"veth5a7fe27",…,"link_netnsid":1,"linkinfo":{"info_kind":"veth",…},…}]
internal sealed record IpDevice(
    int Ifindex,
    string Ifname,
    IReadOnlyList<string> Flags,
    int Mtu,
    [property: JsonPropertyName("link_type")] string? LinkType = null,
    string? Address = null,
    string? Master = null,
    [property: JsonPropertyName("link_index")] int? LinkIndex = null,
    IpLinkInfo? Linkinfo = null,
    [property: JsonPropertyName("addr_info")] IReadOnlyList<DeviceAddress>? AddrInfo = null)
{
    /// <exception cref="JsonException">The settings of a VXLAN device have an unexpected shape.</exception>
    public Device ToDevice() => new(
        Ifindex,
        Ifname,
        Linkinfo?.Kind ?? (LinkType == "loopback" ? "loopback" : "physical"),
        Flags.Contains("UP"),
        Flags.Contains("LOWER_UP"),
        Mtu,
        Address,
        Master,
        Linkinfo?.PortData?.State,
        LinkIndex,
        Linkinfo is { Kind: "vxlan", Data: { } data } ? LenientJson.Element(data, IpJson.Default.Vxlan) : null,
        [.. (AddrInfo ?? []).Where(address => address?.Local is not null)])
    {
        IsIsolated = Linkinfo?.PortData?.Isolated == true,
    };
}

/// <summary>The kind of a device, the settings of that kind, and the device's settings as a bridge port.</summary>
internal sealed record IpLinkInfo(
    [property: JsonPropertyName("info_kind")] string? Kind = null,
    [property: JsonPropertyName("info_data")] JsonElement? Data = null,
    [property: JsonPropertyName("info_slave_data")] IpPortInfo? PortData = null);

/// <summary>The settings of a bridge port.</summary>
internal sealed record IpPortInfo(string? State = null, bool? Isolated = null);
