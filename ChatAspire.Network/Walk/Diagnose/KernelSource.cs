using ChatAspire.Network.Walk.Drops;

namespace ChatAspire.Network.Walk.Diagnose;

/// <summary>The source from which a host's drops were read.</summary>
/// <param name="Limit">
/// The limits of the source, or the reason why nothing was read, as a sentence; null if the source shows everything.
/// </param>
internal sealed record KernelSource(string Host, DropSource Source, string? Limit);
