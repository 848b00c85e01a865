namespace ChatAspire.Network.Walk.Netfilter;

/// <summary>What one host's chains reported, each to be taken by one packet only; found by number, for a busy flow has thousands.</summary>
internal sealed class UnmatchedTraversals(IReadOnlyList<ChainTraversal> all)
{
    private readonly ILookup<int, (int Order, ChainTraversal Pass)> _byId = all.Index().ToLookup(pass => pass.Item.Id, pass => (pass.Index, pass.Item));
    private readonly HashSet<ChainTraversal> _taken = new(ReferenceEqualityComparer.Instance);

    /// <summary>Those with one of these IPv4 identifications that nobody has taken, in the order of the reports; of any without.</summary>
    public IEnumerable<ChainTraversal> Left(IEnumerable<int>? ids) =>
        (ids is null ? all : ids.Distinct().SelectMany(id => _byId[id]).OrderBy(pass => pass.Order).Select(pass => pass.Pass)).Where(pass => !_taken.Contains(pass));

    public void Take(IEnumerable<ChainTraversal> passes) => _taken.UnionWith(passes);
}
