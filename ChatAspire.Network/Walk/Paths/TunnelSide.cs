using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>The bridge on one side of a tunnel, and the endpoint behind it.</summary>
/// <param name="Netns">The namespace of the bridge; null for the host's own.</param>
/// <param name="Bridge">The name of the bridge; null if unknown.</param>
/// <param name="Mac">The endpoint's MAC address; null if unknown.</param>
internal sealed record TunnelSide(string Host, Netns? Netns, string? Bridge, string? Mac);
