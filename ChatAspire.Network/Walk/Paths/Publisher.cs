using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>A container, and the host port that leads to it.</summary>
internal sealed record Publisher(ContainerNetwork Container, PublishedPort Port);
