namespace ChatAspire.Network.Walk.Paths;

/// <summary>The Docker network that a VXLAN device extends across hosts.</summary>
/// <param name="Network">The Docker network's name.</param>
/// <param name="Device">The VXLAN device's name, the same on every host.</param>
/// <param name="Port">The tunnel's UDP destination port.</param>
internal sealed record OverlayNetwork(string Network, string Device, int Port);
