using ChatAspire.Network.Walk.Drops;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The source of a host's drops.</summary>
/// <param name="Limit">What it cannot tell, or the reason why nothing was read; null if it tells everything.</param>
internal sealed record KernelSource(string Host, DropSource Source, string? Limit);
