using System.Net;
using System.Text.Json.Serialization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection;

/// <summary>A route of a namespace's main table.</summary>
/// <param name="Destination"><c>default</c>, a range, or one address.</param>
/// <param name="Gateway">The next hop; null where the destination is on the device's own segment.</param>
/// <param name="Device">Null for routes to nowhere.</param>
/// <param name="Source">The address that packets sent by this route carry.</param>
public sealed record Route(
    [property: JsonPropertyName("dst")] string Destination,
    string? Gateway = null,
    [property: JsonPropertyName("dev")] string? Device = null,
    [property: JsonPropertyName("prefsrc")] string? Source = null)
{
    /// <summary>The routes of the host's own namespace.</summary>
    public static readonly HostCommand Show = new("ip", "-json", "-4", "route", "show");

    /// <summary>The range; null for the default route, which has all.</summary>
    [JsonIgnore]
    public IPNetwork? Network => IPNetwork.TryParse(Destination.Contains('/') ? Destination : $"{Destination}/32", out var network) ? network : null;

    /// <exception cref="UserErrorException">What was printed cannot be read.</exception>
    public static IReadOnlyList<Route> Parse(CommandResult result)
    {
        var skipped = new List<ParseWarning>();
        var routes = Parse(result.Check().OutputBytes, result.Command.ToShell(), skipped);
        return skipped is [var skip, ..] ? throw new UserErrorException($"{result.Host}: {skip}") : routes;
    }

    // [{"dst":"default","gateway":"10.77.0.1","dev":"eth0","flags":[]},{"dst":"172.18.0.0/16","dev":"vxlan-net","protocol":"kernel",
    //   "scope":"link","prefsrc":"172.18.0.1","flags":[]}]
    internal static IReadOnlyList<Route> Parse(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> skipped) =>
        LenientJson.Array<Route>(json, what, skipped);
}
