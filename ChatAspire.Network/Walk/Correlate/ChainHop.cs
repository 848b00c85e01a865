using ChatAspire.Network.Walk.Netfilter;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>A table that the packet traversed. The kernel reports no time for it: it lies between the neighbouring devices.</summary>
internal sealed record ChainHop(string Host, ChainTraversal Traversal) : Hop(Host);
