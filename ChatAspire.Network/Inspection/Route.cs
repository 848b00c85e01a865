using System.Net;
using System.Text.Json.Serialization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Inspection;

/// <summary>A route of a namespace's main table.</summary>
/// <param name="Destination"><c>default</c>, a range in CIDR notation, or one address.</param>
/// <param name="Gateway">The next hop; null if the destination is on the device's own segment.</param>
/// <param name="Device">The outgoing device; null for a blackhole or unreachable route.</param>
/// <param name="Source">The source address that the kernel prefers for packets on this route; null if none is set.</param>
public sealed record Route(
    [property: JsonPropertyName("dst")] string Destination,
    string? Gateway = null,
    [property: JsonPropertyName("dev")] string? Device = null,
    [property: JsonPropertyName("prefsrc")] string? Source = null)
{
    /// <summary>The command that shows the IPv4 routes of the host's own namespace.</summary>
    public static readonly HostCommand Show = new("ip", "-json", "-4", "route", "show");

    /// <summary>The destination as a range; null for the default route.</summary>
    [JsonIgnore]
    public IPNetwork? Network => AddressText.TryParseRange(Destination, out var network) ? network : null;

    /// <summary>Parses the output of <see cref="Show"/>.</summary>
    /// <exception cref="CommandFailedException">The command failed.</exception>
    /// <exception cref="UserErrorException">The output cannot be read.</exception>
    public static IReadOnlyList<Route> Parse(CommandResult result)
    {
        var warnings = new List<ParseWarning>();
        var routes = Parse(result.Check().OutputBytes, result.Command.ToShell(), warnings);
        return warnings is [var warning, ..] ? throw new UserErrorException($"{result.Host}: {warning}") : routes;
    }

    // [{"dst":"default","gateway":"10.77.0.1","dev":"eth0","flags":[]},{"dst":"172.18.0.0/16","dev":"vxlan-net","protocol":"kernel",
    //   "scope":"link","prefsrc":"172.18.0.1","flags":[]}]
    internal static IReadOnlyList<Route> Parse(ReadOnlyMemory<byte> json, string what, ICollection<ParseWarning> warnings) =>
        LenientJson.Array(json, what, warnings, IpJson.Default.Route);
}
