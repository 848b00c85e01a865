using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>The bridge on one side of a tunnel, and the endpoint behind it.</summary>
/// <param name="Netns">The namespace of the bridge; null for the host's own.</param>
/// <param name="Bridge">Null if it is not known.</param>
/// <param name="Mac">The endpoint's MAC; null if it is not known.</param>
internal sealed record TunnelSide(string Host, Netns? Netns, string? Bridge, string? Mac);
