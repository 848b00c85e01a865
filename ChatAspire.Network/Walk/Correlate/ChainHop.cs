using ChatAspire.Network.Walk.Netfilter;

namespace ChatAspire.Network.Walk.Correlate;

/// <summary>
/// A packet's traversal of a table. The kernel reports no time for it; it took place between the neighbouring devices' times.
/// </summary>
internal sealed record ChainHop(string Host, ChainTraversal Traversal) : Hop(Host);
