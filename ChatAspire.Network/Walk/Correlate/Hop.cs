namespace ChatAspire.Network.Walk.Correlate;

/// <summary>One step on a packet's path: a device that showed it, or a table that it traversed.</summary>
internal abstract record Hop(string Host);
