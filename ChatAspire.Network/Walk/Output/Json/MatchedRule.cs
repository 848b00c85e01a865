namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>The JSON form of a LOG rule, with the number of packets that matched it; null if it could not be added.</summary>
internal sealed record MatchedRule(string Command, long? Packets);
