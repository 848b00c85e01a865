using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Walk.Paths;

/// <summary>A container to which a port of its host leads.</summary>
internal sealed record Publisher(ContainerNetwork Container, PublishedPort Port);
