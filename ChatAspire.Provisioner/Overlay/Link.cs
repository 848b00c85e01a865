using System.Text.Json;
using System.Text.Json.Serialization;
using ChatAspire.Provisioner.Remote;

namespace ChatAspire.Provisioner.Overlay;

/// <summary>A network device, as iproute2 shows it.</summary>
/// <param name="Master">The bridge it is a port of.</param>
internal sealed record Link(
    [property: JsonPropertyName("ifname")] string Name,
    IReadOnlyList<string> Flags,
    int Mtu,
    string? Master,
    [property: JsonPropertyName("linkinfo")] LinkDetails? Details,
    [property: JsonPropertyName("addr_info")] IReadOnlyList<LinkAddress>? Addresses)
{
    public bool IsUp => Flags.Contains("UP");

    public static Command Show(string device) => new("ip", "-json", "-details", "address", "show", "dev", device);

    /// <returns>Null where the host has no such device.</returns>
    // [{"ifindex":4,"ifname":"vxlan0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1450,"master":"vxlan-net",…,
    //   "linkinfo":{"info_kind":"vxlan","info_data":{"id":10,"remote":"10.77.0.12","link":"eth0","port":4789,…}},
    //   "addr_info":[{"family":"inet","local":"172.100.0.1","prefixlen":16,…}]}]
    public static Link? Parse(CommandResult result) => result.Succeeded
        ? JsonSerializer.Deserialize<IReadOnlyList<Link>>(result.OutputBytes.Span, JsonSerializerOptions.Web)?.FirstOrDefault(link => link.Name is not null)
        : null;
}

/// <param name="Data">Read as VXLAN's; its fields are absent for other kinds.</param>
internal sealed record LinkDetails(
    [property: JsonPropertyName("info_kind")] string? Kind,
    [property: JsonPropertyName("info_data")] VxlanDetails? Data);

internal sealed record VxlanDetails(int? Id, string? Remote, string? Link, int? Port);

internal sealed record LinkAddress(string Local, [property: JsonPropertyName("prefixlen")] int PrefixLength)
{
    public override string ToString() => $"{Local}/{PrefixLength}";
}
