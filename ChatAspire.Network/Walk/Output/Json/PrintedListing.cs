namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>The JSON form of a tcpdump command, with the lines it printed.</summary>
internal sealed record PrintedListing(string Command, string Lines);
