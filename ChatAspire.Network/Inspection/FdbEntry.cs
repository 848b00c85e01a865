using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>An entry of a forwarding database: where a frame for this MAC goes.</summary>
/// <param name="Device">The bridge port that leads there; for an entry of a VXLAN device, that device.</param>
/// <param name="Remote">For a VXLAN device: the underlay address that the frame is sent to.</param>
/// <param name="Master">The bridge whose table it is in; null in a device's own.</param>
/// <param name="State">Empty for what was learned, <c>permanent</c> or <c>static</c> for what was set.</param>
public sealed record FdbEntry(
    string Mac,
    [property: JsonPropertyName("ifname")] string Device,
    [property: JsonPropertyName("dst")] string? Remote = null,
    string? Master = null,
    string? State = null,
    IReadOnlyList<string>? Flags = null)
{
    /// <summary>Stands for every MAC that has no entry of its own (bridge(8)).</summary>
    public const string AnyMac = "00:00:00:00:00:00";

    /// <summary>Taken from a frame that came from there, and forgotten after a while.</summary>
    [JsonIgnore]
    public bool IsLearned => string.IsNullOrEmpty(State) || State is "stale" or "reachable" || (Flags ?? []).Contains("extern_learn");

    /// <summary>
    /// Says nothing about where anything is: multicast groups that a device listens to (01:00:5e IPv4, 33:33 IPv6), and ports'
    /// own MACs. Most entries of a host are of this kind (KatharaFramework/Kathara#238).
    /// </summary>
    public bool IsNoise(IEnumerable<Device> devices) =>
        Mac.StartsWith("01:00:5e:", StringComparison.OrdinalIgnoreCase)
        || Mac.StartsWith("33:33:", StringComparison.OrdinalIgnoreCase)
        || (State == "permanent" && Remote is null && devices.Any(device => device.Name == Device && device.Mac == Mac));

    // [{"mac":"02:42:ac:12:00:16","ifname":"vxlan0","flags":[],"master":"vxlan-net","state":""},
    //  {"mac":"02:42:ac:12:00:16","ifname":"vxlan0","dst":"10.77.0.12","flags":["self"],"state":""}]
    internal static IReadOnlyList<FdbEntry> Parse(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> skipped) =>
        LenientJson.Array<FdbEntry>(json, what, skipped);
}
