using ChatAspire.Tests.Shared;
using ChatAspire.Web.Tests.Guarantees;

[assembly: TestCollectionOrderer(typeof(ChatAspire.Web.Tests.LongestFirst))]

namespace ChatAspire.Web.Tests;

/// <summary>Two collections take most of the time.</summary>
public sealed class LongestFirst() : CollectionOrder("page", nameof(Outages));
