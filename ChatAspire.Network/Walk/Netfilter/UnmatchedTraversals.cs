namespace ChatAspire.Network.Walk.Netfilter;

/// <summary>
/// The traversals of one host that no packet has claimed yet, indexed by identification or flow label because a busy flow has thousands.
/// </summary>
internal sealed class UnmatchedTraversals(IReadOnlyList<ChainTraversal> all)
{
    private readonly ILookup<int, (int Order, ChainTraversal Traversal)> _byId =
        all.Index().ToLookup(traversal => traversal.Item.Id, traversal => (traversal.Index, traversal.Item));

    private readonly HashSet<ChainTraversal> _claimed = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// Lists the unclaimed traversals with one of these IPv4 identifications or IPv6 flow labels, in the order of the trace. If
    /// <paramref name="ids"/> is null, all unclaimed traversals are listed.
    /// </summary>
    public IEnumerable<ChainTraversal> Candidates(IEnumerable<int>? ids)
    {
        var candidates = ids is null
            ? all
            : ids.Distinct().SelectMany(id => _byId[id]).OrderBy(candidate => candidate.Order).Select(candidate => candidate.Traversal);
        return candidates.Where(candidate => !_claimed.Contains(candidate));
    }

    public void Claim(IEnumerable<ChainTraversal> traversals) => _claimed.UnionWith(traversals);
}
