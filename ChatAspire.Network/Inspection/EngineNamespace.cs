namespace ChatAspire.Network.Inspection;

/// <summary>A namespace that contains the bridge and the VXLAN device of a Swarm overlay. No process runs in it.</summary>
/// <param name="Fdb">The forwarding databases of its bridge and its VXLAN device.</param>
internal sealed record EngineNamespace(Netns Netns, NetNamespace Namespace, IReadOnlyList<FdbEntry> Fdb);
