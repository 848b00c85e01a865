using System.Text.Json.Serialization;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Overlay;

/// <summary>
/// A default FDB entry of a VXLAN device: a destination for broadcasts and for frames to MAC addresses that are not learned yet.
/// </summary>
/// <param name="Mac">The all-zero MAC address, <see cref="FdbEntry.AnyMac"/>.</param>
/// <param name="Dst">The underlay address of another host; null if the entry has none.</param>
/// <param name="ViaIf">
/// The outgoing device; null if the entry has none. The kernel treats entries with and without a device as different: with both, it
/// would send each frame twice.
/// </param>
internal sealed record FloodEntry(
    [property: JsonPropertyName("mac")] string Mac,
    [property: JsonPropertyName("dst")] string? Dst = null,
    [property: JsonPropertyName("viaIf")] string? ViaIf = null)
{
    public static HostCommand Show(string device) => new("bridge", "-json", "fdb", "show", "dev", device);

    // [{"mac":"00:00:00:00:00:00","dst":"10.77.0.12","viaIf":"eth0","flags":["self"],"state":"permanent"}, {"mac":"52:dc:…","dst":…}]
    public static IReadOnlyList<FloodEntry> Parse(CommandResult result) =>
        [.. result.Check().Json(FloodEntryJson.Default.IReadOnlyListFloodEntry).Where(e => e.Mac == FdbEntry.AnyMac)];

    public HostCommand Append(string device) => Change("append", device);

    public HostCommand Delete(string device) => Change("del", device);

    private HostCommand Change(string verb, string device) =>
        new("bridge", ["fdb", verb, FdbEntry.AnyMac, "dev", device, "dst", Dst!, .. ViaIf is null ? Array.Empty<string>()
            : ["via", ViaIf]]);
}

/// <summary>JSON serialization of <see cref="FloodEntry"/>, generated at build time.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<FloodEntry>))]
internal sealed partial class FloodEntryJson : JsonSerializerContext;
