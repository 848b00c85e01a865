using System.Text.Json.Serialization;

namespace ChatAspire.Network.Inspection;

/// <summary>A queueing discipline of a device (tc(8)).</summary>
/// <param name="Drops">The packets it dropped since it was added.</param>
internal sealed record Qdisc(string Kind, [property: JsonPropertyName("dev")] string Device, string Handle = "", long Drops = 0)
{
    /// <summary>True for the pseudo-queues that filter received packets.</summary>
    public bool IsIngress => Kind is "ingress" or "clsact";

    // [{"kind":"htb","handle":"1:","dev":"eth0","root":true,"refcnt":2,"options":{…},"bytes":0,"packets":0,"drops":0,…},
    //  {"kind":"blackhole","handle":"10:","dev":"eth0","parent":"1:10","options":{},"bytes":0,"packets":0,"drops":40,…}]
    internal static IReadOnlyList<Qdisc> Parse(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> warnings) =>
        LenientJson.Array(json, what, warnings, IpJson.Default.Qdisc);
}
