using ChatAspire.Network.Walk.Netfilter;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>
/// A packet's traversal of a table. The kernel reports no time for it; it lies between those of the devices before and after the table.
/// </summary>
internal sealed record ChainHop(string Host, ChainTraversal Traversal) : Hop(Host);
