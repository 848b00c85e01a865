namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>The JSON form of a tunnel's outer header.</summary>
internal sealed record TunnelDocument(string Source, string Destination, int Id, int Vni);
