namespace ChatAspire.Network.Walk.Paths;

/// <summary>The possible paths of a connection to a published port. Only the captured packets show which one it took.</summary>
/// <param name="Accepted">The path to the host itself, where docker-proxy accepts the connection, or nothing listens.</param>
/// <param name="Translated">The path through a DNAT rule to the container.</param>
/// <param name="Proxied">The path of a second connection, which docker-proxy opens to the container.</param>
/// <param name="Publisher">The container behind the port.</param>
internal sealed record PublishedPaths(WalkPath Accepted, WalkPath Translated, WalkPath Proxied, WalkEnd Publisher);
