using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>An entry of a namespace's neighbour table (ARP, or neighbour discovery): the MAC of an address on a segment.</summary>
/// <param name="Mac">The MAC; null while no answer has arrived.</param>
/// <param name="State"><c>REACHABLE</c>, <c>STALE</c>, <c>FAILED</c>, ….</param>
public sealed record Neighbour(
    [property: JsonPropertyName("dst")] string Address,
    [property: JsonPropertyName("dev")] string Device,
    [property: JsonPropertyName("lladdr")] string? Mac = null,
    IReadOnlyList<string>? State = null)
{
    // [{"dst":"172.18.0.22","dev":"eth0","lladdr":"02:42:ac:12:00:16","state":["REACHABLE"]}]
    internal static IReadOnlyList<Neighbour> Parse(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> warnings) =>
        LenientJson.Array(json, what, warnings, IpJson.Default.Neighbour);
}
