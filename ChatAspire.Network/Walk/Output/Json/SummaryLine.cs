namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>The last line of a live walk's JSON Lines: everything but the packets.</summary>
internal sealed record SummaryLine(WalkDocument Summary);
