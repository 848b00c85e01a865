namespace ChatAspire.Network.Walk.Paths;

/// <summary>The ways of a connection to a published port; which one it takes is seen only afterwards.</summary>
/// <param name="Accepted">To the host's own socket: of docker-proxy, or of no one.</param>
/// <param name="Translated">Through a DNAT rule to the container.</param>
/// <param name="Proxied">The second connection, which docker-proxy opens to the container.</param>
/// <param name="Publisher">The container behind the port.</param>
internal sealed record PublishedPaths(WalkPath Accepted, WalkPath Translated, WalkPath Proxied, WalkEnd Publisher);
