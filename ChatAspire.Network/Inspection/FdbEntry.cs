using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>An entry of a forwarding database: the destination of frames for a MAC.</summary>
/// <param name="Device">The bridge port that leads to the MAC; for an entry of a VXLAN device, that device.</param>
/// <param name="Remote">For an entry of a VXLAN device, the underlay address to which frames are sent; otherwise null.</param>
/// <param name="Master">The bridge whose table holds the entry; null for the device's own table.</param>
/// <param name="State">Empty for a learned entry, <c>permanent</c> or <c>static</c> for a configured one.</param>
public sealed record FdbEntry(
    string Mac,
    [property: JsonPropertyName("ifname")] string Device,
    [property: JsonPropertyName("dst")] string? Remote = null,
    string? Master = null,
    string? State = null,
    IReadOnlyList<string>? Flags = null)
{
    /// <summary>The all-zero MAC: the default entry, for every MAC without an entry of its own (bridge(8)).</summary>
    public const string AnyMac = "00:00:00:00:00:00";

    /// <summary>True if the entry was learned, from a frame or by a control plane (flag extern_learn), and not configured.</summary>
    [JsonIgnore]
    public bool IsLearned => string.IsNullOrEmpty(State) || State is "stale" or "reachable" || (Flags ?? []).Contains("extern_learn");

    /// <summary>
    /// Reports whether the entry leads to no other device: it is for a multicast group that a device listens to (01:00:5e IPv4, 33:33
    /// IPv6), or for a port's own MAC. Most entries of a host are of this kind (KatharaFramework/Kathara#238).
    /// </summary>
    public bool IsNoise(IEnumerable<Device> devices) =>
        Mac.StartsWith("01:00:5e:", StringComparison.OrdinalIgnoreCase)
        || Mac.StartsWith("33:33:", StringComparison.OrdinalIgnoreCase)
        || (State == "permanent" && Remote is null && devices.Any(device => device.Name == Device && device.Mac == Mac));

    // [{"mac":"02:42:ac:12:00:16","ifname":"vxlan0","flags":[],"master":"vxlan-net","state":""},
    //  {"mac":"02:42:ac:12:00:16","ifname":"vxlan0","dst":"10.77.0.12","flags":["self"],"state":""}]
    internal static IReadOnlyList<FdbEntry> Parse(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> warnings) =>
        LenientJson.Array(json, what, warnings, IpJson.Default.FdbEntry);
}
