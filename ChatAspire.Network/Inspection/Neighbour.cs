using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>What a namespace knows of an address on its segment: the ARP table.</summary>
/// <param name="Mac">Null while nobody has answered.</param>
/// <param name="State"><c>REACHABLE</c>, <c>STALE</c>, <c>FAILED</c>, ….</param>
public sealed record Neighbour(
    [property: JsonPropertyName("dst")] string Address,
    [property: JsonPropertyName("dev")] string Device,
    [property: JsonPropertyName("lladdr")] string? Mac = null,
    IReadOnlyList<string>? State = null)
{
    // [{"dst":"172.18.0.22","dev":"eth0","lladdr":"02:42:ac:12:00:16","state":["REACHABLE"]}]
    internal static IReadOnlyList<Neighbour> Parse(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> skipped) =>
        LenientJson.Array<Neighbour>(json, what, skipped);
}
