namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>The JSON form of a LOG rule.</summary>
/// <param name="Packets">The number of packets that matched the rule; null if the rule could not be added.</param>
internal sealed record MatchedRule(string Command, long? Packets);
