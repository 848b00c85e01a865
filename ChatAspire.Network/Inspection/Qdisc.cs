using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>A queueing discipline of a device (tc(8)).</summary>
/// <param name="Parent">The handle of the class that it is attached to; null at the root of the device's queues.</param>
/// <param name="Drops">The number of packets that it has dropped since it was added.</param>
internal sealed record Qdisc(
    string Kind, [property: JsonPropertyName("dev")] string Device, string Handle = "", string? Parent = null, long Drops = 0)
{
    /// <summary>True for the two kinds that have no queue, but hold filters for received packets.</summary>
    public bool IsIngress => Kind is "ingress" or "clsact";

    /// <summary>Its position in the arguments of <c>tc qdisc del</c>: <c>root</c>, <c>ingress</c>, <c>parent 1:10</c>.</summary>
    public string Place => IsIngress ? Kind : Parent is null ? "root" : $"parent {Parent}";

    // [{"kind":"htb","handle":"1:","dev":"eth0","root":true,"refcnt":2,"options":{…},"bytes":0,"packets":0,"drops":0,…},
    //  {"kind":"blackhole","handle":"10:","dev":"eth0","parent":"1:10","options":{},"bytes":0,"packets":0,"drops":40,…}]
    internal static IReadOnlyList<Qdisc> Parse(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> warnings) =>
        LenientJson.Array(json, what, warnings, IpJson.Default.Qdisc);
}
