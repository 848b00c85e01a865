using ChatAspire.Network.Walk.Netfilter;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>
/// A packet's traversal of a table. The kernel reports no time for a traversal: it took place between the times of the devices before and
/// after it.
/// </summary>
internal sealed record ChainHop(string Host, ChainTraversal Traversal) : Hop(Host);
