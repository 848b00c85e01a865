namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>The JSON form of several walks made by one command.</summary>
internal sealed record WalksDocument(IEnumerable<WalkDocument> Walks);
