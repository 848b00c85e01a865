using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>A queueing discipline of a device (tc(8)).</summary>
/// <param name="Parent">The class that it belongs to; null for the root of the device's queues.</param>
/// <param name="Drops">The packets it dropped since it was added.</param>
internal sealed record Qdisc(
    string Kind, [property: JsonPropertyName("dev")] string Device, string Handle = "", string? Parent = null, long Drops = 0)
{
    /// <summary>True for the pseudo-queues that filter received packets.</summary>
    public bool IsIngress => Kind is "ingress" or "clsact";

    /// <summary>Its place, as <c>tc qdisc del</c> takes it.</summary>
    public string Place => IsIngress ? Kind : Parent is null ? "root" : $"parent {Parent}";

    // [{"kind":"htb","handle":"1:","dev":"eth0","root":true,"refcnt":2,"options":{…},"bytes":0,"packets":0,"drops":0,…},
    //  {"kind":"blackhole","handle":"10:","dev":"eth0","parent":"1:10","options":{},"bytes":0,"packets":0,"drops":40,…}]
    internal static IReadOnlyList<Qdisc> Parse(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> warnings) =>
        LenientJson.Array(json, what, warnings, IpJson.Default.Qdisc);
}
