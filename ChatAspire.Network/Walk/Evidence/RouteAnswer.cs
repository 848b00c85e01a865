using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Evidence;

/// <summary>The kernel's answer to <c>ip route get</c>: the route that it would choose, or the reason why it has none.</summary>
/// <param name="Error">The error message of RTNETLINK: "Invalid argument"; null if there is a route.</param>
/// <param name="Route">The route; null if there is none.</param>
internal sealed record RouteAnswer(string? Error, Route? Route)
{
    // [{"dst":"172.18.0.22","from":"172.18.0.100","dev":"eth0","flags":[],"uid":0,"cache":[]}]
    // RTNETLINK answers: Invalid argument
    public static RouteAnswer Parse(Sections sections, string section, ICollection<ParseWarning> warnings) =>
        sections.Error(section) is { } error
            ? new RouteAnswer(error.Replace("RTNETLINK answers: ", "", StringComparison.Ordinal), null)
            : new RouteAnswer(null, Route.Parse(sections.Output(section), section, warnings) is [var route, ..] ? route : null);
}
