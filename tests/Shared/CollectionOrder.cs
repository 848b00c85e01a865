using Xunit.Sdk;
using Xunit.v3;

namespace ChatAspire.Tests.Shared;

/// <summary>Starts the named collections first, in this order: with the longest first, the lanes end together.</summary>
public abstract class CollectionOrder(params string[] first) : ITestCollectionOrderer
{
    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection => [.. testCollections.OrderBy(Place)];

    private int Place<T>(T collection)
        where T : ITestCollection
    {
        var place = Array.IndexOf(first, collection.TestCollectionDisplayName);
        return place < 0 ? first.Length : place;
    }
}
